"""Each topic of fulfillment, returns, refunds and disputes: what sets it off, and what its body has."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.shopify.callers import Receiver, Store, eventually, sample
from tests.sandbox.shopify.examples.disputes import disputed
from tests.sandbox.shopify.examples.fulfillments import PARTNER, THERE, line_of, shipped
from tests.sandbox.shopify.examples.refunds import KEY, refund_of
from tests.sandbox.shopify.examples.returns import asked, opened, reverse_line_of

SECRET = "sandbox-secret"

Trigger = Callable[[Store], object]


def placed(store: Store) -> tuple[dict[str, Any], str]:
    order = store.place(payment="paid")
    return order, order["fulfillment_orders"][0]["id"]


def happens(word: str, **wanted: Any) -> Trigger:
    """Let something happen to a new order."""
    return lambda store: store.happen(word, order=placed(store)[0]["name"], **wanted)


def asks_partner(store: Store) -> dict[str, Any]:
    order, part = placed(store)
    store.ask("fulfillment_order_move", id=part, newLocationId=PARTNER)
    store.ask("fulfillment_order_submit_request", id=part, message="Bitte bis Freitag")
    return order


def partner(*words: str) -> Trigger:
    """Let the partner answer in so many steps."""

    def trigger(store: Store) -> None:
        order = asks_partner(store)
        for word in words:
            store.happen(word, order=order["name"], message="Lager voll")

    return trigger


def hold_some(store: Store) -> tuple[str, str]:
    part = placed(store)[1]
    lines = [{"id": line_of(store, part), "quantity": 1}]
    wanted = {"reason": "OTHER", "handle": "ot-1", "fulfillmentOrderLineItems": lines}
    return part, store.ask("fulfillment_order_hold", id=part, fulfillmentHold=wanted)["fulfillmentHold"]["id"]


def release(store: Store) -> None:
    part, hold = hold_some(store)
    store.ask("fulfillment_order_release_hold", id=part, holdIds=[hold])


def split(store: Store) -> None:
    part = placed(store)[1]
    lines = [{"id": line_of(store, part, 1), "quantity": 1}]
    wanted = [{"fulfillmentOrderId": part, "fulfillmentOrderLineItems": lines}]
    store.ask("fulfillment_order_split", fulfillmentOrderSplits=wanted)


def in_an_hour(store: Store) -> str:
    return (store.world.clock.now() + timedelta(hours=1)).isoformat()


def becomes_ready(store: Store) -> None:
    happens("schedule", fulfill_at=in_an_hour(store))(store)
    store.world.clock.advance(3601)


def rescheduled(store: Store) -> None:
    order, part = placed(store)
    store.happen("schedule", order=order["name"], fulfill_at=in_an_hour(store))
    store.ask("fulfillment_order_reschedule", id=part, fulfillAt="2040-02-01T00:00:00Z")


def stops(store: Store) -> None:
    order, _ = placed(store)
    store.happen("progress", order=order["name"])
    store.happen("progress-stop", order=order["name"])


def scanned(store: Store) -> None:
    event = {"fulfillmentId": shipped(store)["fulfillment"], "status": "DELAYED", "message": "Sturm"}
    store.ask("fulfillment_event_create", fulfillmentEvent=event)


def returns(name: str, **wanted: Any) -> Trigger:
    """Let something happen to an open return."""
    return lambda store: store.happen(name, order=opened(store)["order"], **wanted)


def disposed(store: Store) -> None:
    line = reverse_line_of(store, opened(store))
    wanted = {"reverseFulfillmentOrderLineItemId": line, "quantity": 1, "dispositionType": "RESTOCKED"}
    store.ask("reverse_fulfillment_order_dispose", dispositionInputs=[{**wanted, "locationId": THERE}])


def reopened(store: Store) -> None:
    answer = opened(store)
    store.ask("return_close", id=answer["return"])
    store.ask("return_reopen", id=answer["return"])


def refunded(store: Store) -> None:
    store.ask("refund_create", input=refund_of(placed(store)[0], "34.50"), idempotencyKey=KEY)


def submitted(store: Store) -> None:
    store.ask("dispute_evidence_update", id=disputed(store)["evidence"], input={"submitEvidence": True})


def moved(store: Store) -> None:
    store.ask("fulfillment_order_move", id=placed(store)[1], newLocationId=THERE)


STATUS = "fulfillment_order.id fulfillment_order.status"
REQUEST = "fulfillment_order.id fulfillment_order.request_status fulfillment_order.status message"
PREPARED = "delivery_method id preparable status"

TOPICS: dict[str, tuple[Trigger, str]] = {
    "fulfillments/create": (shipped, "fulfillments-create"),
    "fulfillments/update": (scanned, "fulfillments-update"),
    "fulfillment_events/create": (scanned, "fulfillment-events-create"),
    "orders/partially_fulfilled": (happens("ship", quantity=1), "orders-updated"),
    "orders/fulfilled": (shipped, "orders-updated"),
    "orders/risk_assessment_changed": (
        lambda store: store.merchant(placed(store)[0], "risk", level="HIGH"),
        "orders-risk-assessment-changed",
    ),
    "order_transactions/create": (refunded, "order-transactions-create"),
    "refunds/create": (refunded, "refunds-create"),
    "fulfillment_orders/order_routing_complete": (placed, STATUS),
    "fulfillment_orders/placed_on_hold": (hold_some, "fulfillment-orders-placed-on-hold"),
    "fulfillment_orders/hold_released": (release, "fulfillment-orders-hold-released"),
    "fulfillment_orders/merged": (release, "fulfillment_order_merges.fulfillment_order merge_intents"),
    "fulfillment_holds/added": (hold_some, "fulfillment-holds-added"),
    "fulfillment_holds/released": (release, "fulfillment-holds-added"),
    "fulfillment_orders/moved": (
        moved,
        (
            "destination_location_id fulfillment_order_line_items_requested"
            " moved_fulfillment_order.assigned_location_id moved_fulfillment_order.id moved_fulfillment_order.status"
            " original_fulfillment_order.assigned_location_id original_fulfillment_order.id"
            " original_fulfillment_order.status source_location.id"
        ),
    ),
    "fulfillment_orders/split": (
        split,
        "fulfillment_order remaining_fulfillment_order replacement_fulfillment_order split_line_items",
    ),
    "fulfillment_orders/cancelled": (
        happens("fulfillment-order-cancel"),
        f"{STATUS} replacement_fulfillment_order.id replacement_fulfillment_order.status",
    ),
    "fulfillment_orders/rescheduled": (rescheduled, f"{STATUS} fulfillment_order.fulfill_at"),
    "fulfillment_orders/scheduled_fulfillment_order_ready": (becomes_ready, STATUS),
    "fulfillment_orders/progress_reported": (
        happens("progress", notes="gepackt"),
        (
            f"{STATUS} initial_status progress_report.progress_reported_by_app"
            " progress_report.progress_reported_by_user progress_report.reason_notes"
        ),
    ),
    "fulfillment_orders/manually_reported_progress_stopped": (
        stops,
        f"{STATUS} progress_stopped_by_app.id progress_stopped_by_user.id",
    ),
    "fulfillment_orders/line_items_prepared_for_pickup": (
        happens("prepare", method="pick_up"),
        " ".join(f"fulfillment_order.{name}" for name in PREPARED.split()),
    ),
    "fulfillment_orders/line_items_prepared_for_local_delivery": (
        happens("prepare", method="local"),
        " ".join(f"fulfillment_order.{name}" for name in PREPARED.split()),
    ),
    "fulfillment_orders/fulfillment_request_submitted": (
        asks_partner,
        (
            "fulfillment_order_merchant_request.id fulfillment_order_merchant_request.message"
            " original_fulfillment_order.id original_fulfillment_order.request_status original_fulfillment_order.status"
            " submitted_fulfillment_order.id submitted_fulfillment_order.request_status"
            " submitted_fulfillment_order.status"
        ),
    ),
    "fulfillment_orders/fulfillment_request_accepted": (partner("request-accept"), REQUEST),
    "fulfillment_orders/fulfillment_request_rejected": (partner("request-reject"), REQUEST),
    "fulfillment_orders/fulfillment_service_failed_to_complete": (
        partner("request-accept", "request-fail"),
        f"{STATUS} message",
    ),
    "returns/request": (asked, "returns-request"),
    "returns/approve": (opened, "returns-approve"),
    "returns/decline": (
        lambda store: store.happen("return-decline", order=asked(store)["order"], note="zu spät"),
        "returns-decline",
    ),
    "returns/update": (returns("return-remove"), "returns-update"),
    "returns/close": (returns("return-close"), "returns-close"),
    "returns/cancel": (returns("return-cancel"), "returns-close"),
    "returns/reopen": (reopened, "returns-close"),
    "returns/process": (returns("return-process"), "admin_graphql_api_id id"),
    "reverse_fulfillment_orders/dispose": (disposed, "admin_graphql_api_id dispositions id total_dispositions"),
    "disputes/create": (disputed, "disputes-create"),
    "disputes/update": (submitted, "disputes-update"),
}
"""By topic: what sets it off, and the sample with its fields, or the fields themselves."""


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_comes_signed_with_its_fields(store: Store, receiver: Receiver, topic: str) -> None:
    trigger, fields = TOPICS[topic]
    store.subscribe(topic.replace("/", "_").upper(), receiver.url)

    trigger(store)

    delivery = eventually(lambda: receiver.of(topic))[0]
    assert delivery.is_signed_with(SECRET)
    if "-" in fields:
        assert sample(fields).keys() == delivery.json.keys()
    else:
        named = fields.split()
        assert set(named) == names(delivery.json, {name.partition(".")[0] for name in named if "." in name})


def names(body: dict[str, Any], opened_up: set[str]) -> set[str]:
    """Name the fields of a body, and those inside the ones to open up."""
    found = set()
    for name, value in body.items():
        found |= {f"{name}.{below}" for below in value} if name in opened_up else {name}
    return found


def test_what_is_shipped_and_refunded_is_inside_its_order(store: Store, receiver: Receiver) -> None:
    order = store.show({"number": opened(store)["order"].rsplit("/", 1)[-1]})
    store.happen("return-process", order=order["name"], refund="34.50")
    store.subscribe("ORDERS_UPDATED", receiver.url)

    store.merchant(order, "address", city="Kiel")

    (delivery,) = eventually(lambda: receiver.of("orders/updated"))
    (shipment,), (refund,) = delivery.json["fulfillments"], delivery.json["refunds"]
    recorded = sample("refunds-create")
    assert (order["number"], f"{order['name']}.1", ["JJD1"]) == (
        shipment["order_id"],
        shipment["name"],
        shipment["tracking_numbers"],
    )
    assert ["34.50"] == [each["amount"] for each in refund["transactions"]]
    assert recorded.keys() == refund.keys()
    (line,) = refund["refund_line_items"]
    assert recorded["refund_line_items"][0].keys() == line.keys()
    recorded_line = recorded["refund_line_items"][0]["line_item"].keys()
    assert recorded_line == line["line_item"].keys() == shipment["line_items"][0].keys()
    assert "fulfilled" == delivery.json["fulfillment_status"]
