import re
from datetime import datetime
from typing import Any

import pytest

from integrator.sandbox.shopify import courier
from tests.sandbox.shopify.callers import OpenStore, Receiver, Store, eventually

SECRET = "sandbox-secret"
RETRIES = 8


def test_a_delivery_is_signed_over_its_bytes_and_has_every_header(store: Store, receiver: Receiver) -> None:
    store.subscribe("ORDERS_CREATE", receiver.url, name="intake")

    order = store.place(total="12400.00")

    (delivery,) = eventually(lambda: receiver.of("orders/create"))
    assert delivery.is_signed_with(SECRET)
    assert "Weißhäupl".encode() in delivery.body
    assert order["number"] == delivery.json["id"]
    assert "application/json" == delivery.headers["content-type"]
    assert "acme.myshopify.com" == delivery.headers["x-shopify-shop-domain"]
    assert "2026-07" == delivery.headers["x-shopify-api-version"]
    assert "intake" == delivery.headers["x-shopify-name"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z", delivery.headers["x-shopify-triggered-at"])
    assert datetime.fromisoformat(delivery.headers["x-shopify-triggered-at"]).tzinfo is not None


def test_one_action_has_one_event_id_and_a_webhook_id_per_delivery(store: Store, receiver: Receiver) -> None:
    store.subscribe("ORDERS_CREATE", receiver.url)
    store.subscribe("ORDERS_CREATE", f"{receiver.url}/second")
    store.subscribe("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", receiver.url)

    store.place()

    eventually(lambda: 3 == len(receiver.got))
    assert 1 == len({delivery.headers["x-shopify-event-id"] for delivery in receiver.got})
    assert 3 == len({delivery.headers["x-shopify-webhook-id"] for delivery in receiver.got})
    assert "x-shopify-name" not in receiver.got[0].headers


def test_a_refused_delivery_comes_again_with_the_same_id_and_body(store: Store, receiver: Receiver) -> None:
    receiver.status = 503
    store.subscribe("ORDERS_CREATE", receiver.url)
    store.place()
    eventually(lambda: ["retrying"] == states(store))

    receiver.status = 200
    store.world.clock.advance(61)

    eventually(lambda: ["delivered"] == states(store))
    first, second = receiver.got
    assert first.body == second.body
    assert first.headers["x-shopify-webhook-id"] == second.headers["x-shopify-webhook-id"]
    (delivery,) = store.control("GET", "/deliveries")["deliveries"]
    assert [503, 200] == [attempt["status"] for attempt in delivery["attempts"]]


def test_retries_follow_the_schedule_of_four_hours(store: Store, receiver: Receiver) -> None:
    receiver.status = 500
    store.subscribe("ORDERS_CREATE", receiver.url)
    store.place()
    eventually(lambda: 1 == len(attempts(store)))

    store.world.clock.advance(30)
    too_early = len(attempts(store))
    for number, minutes in enumerate((1, 2, 4, 8, 16, 32, 64, 113), start=2):
        store.world.clock.advance(minutes * 60)
        eventually(lambda wanted=number: wanted == len(attempts(store)))  # type: ignore[misc]

    assert 1 == too_early
    assert ["failed"] == states(store)


def attempts(store: Store) -> list[dict[str, object]]:
    found: list[dict[str, object]] = store.control("GET", "/deliveries")["deliveries"][0]["attempts"]
    return found


def test_a_redirect_is_a_failure(store: Store, receiver: Receiver) -> None:
    receiver.status = 302
    store.subscribe("ORDERS_CREATE", receiver.url)

    store.place()

    eventually(lambda: ["retrying"] == states(store))


def test_an_answer_that_takes_too_long_is_a_failure(
    store: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "_WHOLE_SECONDS", 0.2)
    receiver.may_answer.clear()
    store.subscribe("ORDERS_CREATE", receiver.url)

    store.place()

    eventually(lambda: ["retrying"] == states(store))
    receiver.may_answer.set()
    assert ["TimeoutError"] == [attempt["error"] for attempt in attempts(store)]


def test_a_subscription_made_over_the_api_goes_after_eight_failed_retries(store: Store, receiver: Receiver) -> None:
    receiver.status = 500
    store.set(retry_factor=0)
    store.subscribe("ORDERS_CREATE", receiver.url)

    store.place()

    eventually(lambda: [] == store.ask("webhook_subscriptions", first=5)["nodes"])
    assert 1 + RETRIES == len(receiver.of("orders/create"))


def test_the_subscription_of_the_app_is_never_removed(open_store: OpenStore, receiver: Receiver) -> None:
    receiver.status = 500
    with open_store(webhook_url=receiver.url) as store:
        store.set(retry_factor=0)
        store.place()
        eventually(lambda: 1 + RETRIES == len(receiver.of("orders/create")))
        receiver.status = 200

        store.place()

        assert [] == store.ask("webhook_subscriptions", first=5)["nodes"]
        eventually(lambda: 2 + RETRIES == len(receiver.of("orders/create")))


def test_what_was_not_delivered_survives_a_restart(open_store: OpenStore, receiver: Receiver) -> None:
    with open_store(webhook_url=receiver.url) as store:
        store.control("POST", "/webhooks/pause")
        store.place()
    assert [] == receiver.got

    with open_store(webhook_url=receiver.url) as store:
        store.control("POST", "/webhooks/flush", {"order": "same"})

    assert "orders/create" == receiver.topics()[0]
    assert all(delivery.is_signed_with(SECRET) for delivery in receiver.got)


def test_held_back_deliveries_are_flushed_in_reverse(store: Store, receiver: Receiver) -> None:
    store.subscribe("ORDERS_CREATE", receiver.url)
    store.control("POST", "/webhooks/pause")
    names = [store.place()["name"] for _ in range(3)]

    flushed = store.control("POST", "/webhooks/flush", {"order": "reverse"})

    assert {"sent": 3, "accepted": 3} == flushed
    assert names[::-1] == [delivery.json["name"] for delivery in receiver.got]
    assert not store.control("GET", "/shopify/settings")["paused"]


def test_a_duplicate_has_the_same_webhook_id(store: Store, receiver: Receiver) -> None:
    store.set(duplicates=2)
    store.subscribe("ORDERS_CREATE", receiver.url)

    store.place()

    eventually(lambda: 3 == len(receiver.got))
    assert 1 == len({delivery.headers["x-shopify-webhook-id"] for delivery in receiver.got})
    assert 1 == len({delivery.body for delivery in receiver.got})


def test_a_lost_delivery_never_arrives_but_is_listed(store: Store, receiver: Receiver) -> None:
    store.set(drop_percent=100)
    store.subscribe("ORDERS_CREATE", receiver.url)
    store.place()
    store.set(drop_percent=0)

    store.place()

    eventually(lambda: receiver.got)
    assert ["#1002"] == [delivery.json["name"] for delivery in receiver.got]
    eventually(lambda: ["lost", "delivered"] == states(store))


def states(store: Store) -> list[str]:
    return [delivery["state"] for delivery in store.control("GET", "/deliveries")["deliveries"]]


def test_a_wrong_signature_can_be_switched_on(store: Store, receiver: Receiver) -> None:
    store.set(wrong_signature=True)
    store.subscribe("ORDERS_CREATE", receiver.url)

    store.place()

    (delivery,) = eventually(lambda: receiver.of("orders/create"))
    assert not delivery.is_signed_with(SECRET)


def test_a_filter_and_a_field_selection_are_kept(store: Store, receiver: Receiver) -> None:
    store.subscribe(
        "ORDERS_CREATE",
        receiver.url,
        filter="total_price:>=1000.00 AND line_items.sku:KW-TB-20",
        includeFields=["id", "name", "line_items.sku"],
    )

    store.place(total="999.99")
    store.place(total="1000.00")

    (delivery,) = eventually(lambda: receiver.got)
    assert {"id", "name", "line_items"} == delivery.json.keys()
    assert [{"sku": "KW-SA-L"}, {"sku": "KW-TB-20"}] == delivery.json["line_items"]


@pytest.mark.parametrize(
    ("verb", "wanted", "expected"),
    [
        ("risk", {"level": "HIGH"}, {"orders/risk_assessment_changed", "orders/updated"}),
        ("address", {"city": "Kiel"}, {"orders/updated"}),
        ("edit", {"total": "999.00"}, {"orders/updated", "orders/edited", "inventory_levels/update"}),
        ("hold", {}, {"orders/updated", "fulfillment_holds/added", "fulfillment_orders/placed_on_hold"}),
        ("fulfill", {}, {"orders/updated", "orders/fulfilled", "fulfillments/create"}),
        ("pay", {}, {"orders/updated", "orders/paid", "order_transactions/create"}),
        ("payment-failed", {}, {"orders/updated", "order_transactions/create"}),
        ("cancel", {}, {"orders/updated", "orders/cancelled", "order_transactions/create", "inventory_levels/update"}),
    ],
)
def test_what_happens_in_the_store_is_said_in_its_topics(
    open_store: OpenStore, receiver: Receiver, verb: str, wanted: dict[str, Any], expected: set[str]
) -> None:
    with open_store(webhook_url=receiver.url) as store:
        order = store.place(total="100.00")
        eventually(lambda: "waiting" not in states(store))
        receiver.got.clear()

        store.merchant(order, verb, **wanted)
        eventually(lambda: "waiting" not in states(store))

    assert expected == set(receiver.topics())


def test_a_new_order_says_everything_about_itself(open_store: OpenStore, receiver: Receiver) -> None:
    with open_store(webhook_url=receiver.url) as store:
        store.place(risk="HIGH", payment="paid", locations=2)
        eventually(lambda: "waiting" not in states(store))

    assert [
        "fulfillment_orders/order_routing_complete",
        "fulfillment_orders/order_routing_complete",
        "inventory_levels/update",
        "inventory_levels/update",
        "order_transactions/create",
        "orders/create",
        "orders/paid",
        "orders/risk_assessment_changed",
    ] == sorted(receiver.topics())


def test_releasing_the_last_hold_is_said_once(store: Store, receiver: Receiver) -> None:
    store.subscribe("FULFILLMENT_HOLDS_RELEASED", receiver.url)
    store.subscribe("FULFILLMENT_ORDERS_HOLD_RELEASED", receiver.url)
    order = store.place(locations=1)
    part = order["fulfillment_orders"][0]["id"]
    holds = [store.hold(part, handle)["fulfillmentHold"]["id"] for handle in ("ot-1", "ot-2")]

    for hold in holds:
        store.ask("fulfillment_order_release_hold", id=part, holdIds=[hold])

    eventually(lambda: 3 == len(receiver.got))
    assert 1 == len(receiver.of("fulfillment_orders/hold_released"))
    assert 2 == len(receiver.of("fulfillment_holds/released"))
