"""What each operation sends to Shopify and makes of the answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import responses

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify import Job
from integrator.money import Money
from tests.clients.shopify_answers import ORDER, bag, fulfillment_order, fulfillment_orders, hold, line, order
from tests.clients.shopify_store import STORE, RecordedStore

PREFIX = "ot-018f2c3d"


@pytest.fixture
def store() -> Iterator[RecordedStore]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield RecordedStore(mock)


def place_holds(store: RecordedStore) -> list[str]:
    holds = store.client.hold_fulfillment_orders(
        ORDER,
        reason="HIGH_RISK_OF_FRAUD",
        handle=f"{PREFIX}-2",
        handle_prefix=PREFIX,
        external_id="018f2c3d",
        notes="value 12400.00 EUR",
    )
    return [one.id.rsplit("/", 1)[-1] for one in holds]


def placed(number: int) -> dict[str, Any]:
    return {"fulfillmentOrderHold": {"fulfillmentHold": hold(number, f"{PREFIX}-2"), "userErrors": []}}


def refused(root: str, code: str | None) -> dict[str, Any]:
    return {root: {"fulfillmentHold": None, "userErrors": [{"field": None, "message": "No", "code": code}]}}


def test_an_order_is_read_into_a_snapshot(store: RecordedStore) -> None:
    store.answers("OrderCore", {"order": order(line(1))})

    snapshot = store.client.get_order(ORDER)

    assert snapshot is not None
    assert (STORE, ORDER, "#1042") == (snapshot.store, snapshot.id, snapshot.name)
    assert datetime(2026, 11, 12, 13, 15, tzinfo=UTC) == snapshot.updated_at
    assert Money.parse("12400.00 EUR") == snapshot.total
    assert Money.parse("12500 EUR") == snapshot.original_total
    assert Money.parse("0 EUR") == snapshot.tax
    assert ("FULFILLMENT_NOT_REQUIRED", "AUTHORIZED") == (
        snapshot.fulfillment_status,
        snapshot.financial_status,
    )
    assert ("", "", "ring\x00 twice") == (snapshot.email, snapshot.po_number, snapshot.note)
    assert ("Åsa Öberg", 3, "Öberg AB") == (
        snapshot.customer_name,
        snapshot.customer_orders,
        snapshot.company,
    )
    assert snapshot.shipping_address is not None
    assert ("SE", "WARNING") == (snapshot.shipping_address.country, snapshot.shipping_address.validation)
    assert snapshot.billing_address is None
    assert [("HIGH", "Shopify"), ("SOMETHING_NEW", "Fraud App")] == [(r.level, r.provider) for r in snapshot.risks]
    assert "HIGH" == snapshot.risk_level
    assert Decimal(12400) == snapshot.authorized
    assert ("Süßholztee 茶", "", 2) == (
        snapshot.lines[0].title,
        snapshot.lines[0].sku,
        snapshot.lines[0].quantity,
    )
    assert Money.parse("18.5 EUR") == snapshot.lines[0].total
    assert {"case_ORDER_REVIEW": "{}"} == snapshot.metafields


def test_a_bare_order_without_customer_company_or_shipping_is_read_too(store: RecordedStore) -> None:
    bare = order(
        line(1, product=None),
        customer=None,
        purchasingEntity={"__typename": "Customer"},
        shippingAddress=None,
        shippingLine=None,
        currencyCode="JPY",
        totalTaxSet=bag("12", "JPY"),
        risk={"recommendation": "NONE", "assessments": []},
    )
    store.answers("OrderCore", {"order": bare})

    snapshot = store.client.get_order(ORDER)

    assert snapshot is not None
    assert ("", "", "", ()) == (
        snapshot.customer_id,
        snapshot.company,
        snapshot.shipping_title,
        snapshot.risks,
    )
    assert "12 JPY" == str(snapshot.tax)


def test_an_unknown_order_is_none(store: RecordedStore) -> None:
    store.answers("OrderCore", {"order": None})

    assert store.client.get_order(ORDER) is None


def test_the_lines_of_all_pages_are_read(store: RecordedStore) -> None:
    store.answers("OrderCore", {"order": order(line(1), line(2), more="c2")})
    store.answers("OrderCore", {"order": order(line(3), more="c3")})
    store.answers("OrderCore", {"order": order(line(4))})

    snapshot = store.client.get_order(ORDER)

    assert snapshot is not None
    assert ["1", "2", "3", "4"] == [one.id.rsplit("/", 1)[-1] for one in snapshot.lines]
    assert [None, "c2", "c3"] == [variables["lineItemsAfter"] for variables in store.variables("OrderCore")]


def test_an_order_that_changes_between_two_pages_is_a_conflict(store: RecordedStore) -> None:
    store.answers("OrderCore", {"order": order(line(1), more="c2")})
    store.answers("OrderCore", {"order": order(line(2), updatedAt="2026-11-12T13:16:00Z")})

    with pytest.raises(Conflict):
        store.client.get_order(ORDER)


def test_every_open_fulfillment_order_is_held_once(store: RecordedStore) -> None:
    store.answers(
        "OrderFulfillmentOrders",
        fulfillment_orders(fulfillment_order(1, "OPEN"), fulfillment_order(2, "CLOSED"), more="c"),
    )
    store.answers("OrderFulfillmentOrders", fulfillment_orders(fulfillment_order(3, "SCHEDULED")))
    store.answers("FulfillmentOrderHold", placed(11))
    store.answers("FulfillmentOrderHold", placed(13))

    assert ["11", "13"] == place_holds(store)
    first, second = store.variables("FulfillmentOrderHold")
    assert ["gid://shopify/FulfillmentOrder/1", "gid://shopify/FulfillmentOrder/3"] == [
        first["id"],
        second["id"],
    ]
    assert {
        "reason": "HIGH_RISK_OF_FRAUD",
        "handle": f"{PREFIX}-2",
        "externalId": "018f2c3d",
        "reasonNotes": "value 12400.00 EUR",
    } == first["fulfillmentHold"]


def test_what_is_held_for_the_case_is_left_and_what_others_hold_is_held_too(store: RecordedStore) -> None:
    foreign = (hold(1, f"{PREFIX}-1", ours=False), hold(2, None), hold(3, "ot-another-1"))
    store.answers(
        "OrderFulfillmentOrders",
        fulfillment_orders(
            fulfillment_order(1, "ON_HOLD", *foreign),
            fulfillment_order(2, "ON_HOLD", hold(4, f"{PREFIX}-1")),
        ),
    )
    store.answers("FulfillmentOrderHold", placed(11))

    assert ["11", "4"] == place_holds(store)


def test_a_duplicate_handle_means_that_the_hold_is_there(store: RecordedStore) -> None:
    store.answers("OrderFulfillmentOrders", fulfillment_orders(fulfillment_order(1, "OPEN")))
    store.answers("FulfillmentOrderHold", refused("fulfillmentOrderHold", "DUPLICATE_FULFILLMENT_HOLD_HANDLE"))
    held = fulfillment_order(1, "ON_HOLD", hold(11, f"{PREFIX}-2"))
    store.answers("OrderFulfillmentOrders", fulfillment_orders(held))

    assert ["11"] == place_holds(store)


def test_a_duplicate_handle_without_a_hold_is_refused(store: RecordedStore) -> None:
    for _ in range(2):
        store.answers("OrderFulfillmentOrders", fulfillment_orders(fulfillment_order(1, "OPEN")))
    store.answers("FulfillmentOrderHold", refused("fulfillmentOrderHold", "DUPLICATE_FULFILLMENT_HOLD_HANDLE"))

    with pytest.raises(Refused):
        place_holds(store)


def test_a_fulfillment_order_that_vanished_is_a_conflict(store: RecordedStore) -> None:
    for _ in range(2):
        one = fulfillment_order(1, "OPEN", hold(4, f"{PREFIX}-1"))
        two = fulfillment_order(2, "OPEN")
        store.answers("OrderFulfillmentOrders", fulfillment_orders(one, two))
    store.answers("FulfillmentOrderHold", refused("fulfillmentOrderHold", "FULFILLMENT_ORDER_NOT_FOUND"))
    store.answers("FulfillmentOrderReleaseHold", refused("fulfillmentOrderReleaseHold", "FULFILLMENT_ORDER_NOT_FOUND"))

    with pytest.raises(Conflict):
        place_holds(store)
    with pytest.raises(Conflict):
        store.client.release_holds(ORDER, handle_prefix=PREFIX)


def test_a_fulfillment_order_that_was_cancelled_meanwhile_is_a_conflict(store: RecordedStore) -> None:
    store.answers("OrderFulfillmentOrders", fulfillment_orders(fulfillment_order(1, "OPEN")))
    store.answers("FulfillmentOrderHold", refused("fulfillmentOrderHold", None))

    with pytest.raises(Conflict, match="changed meanwhile"):
        place_holds(store)


def test_an_order_that_is_not_there_or_not_routed_has_nothing_to_hold(store: RecordedStore) -> None:
    store.answers("OrderFulfillmentOrders", {"order": None})
    store.answers("OrderFulfillmentOrders", fulfillment_orders())

    assert [] == place_holds(store)
    assert [] == place_holds(store)


def test_only_our_own_holds_of_the_case_are_released(store: RecordedStore) -> None:
    nodes = (
        fulfillment_order(1, "ON_HOLD", hold(1, f"{PREFIX}-1"), hold(2, f"{PREFIX}-1", ours=False), hold(3, None)),
        fulfillment_order(2, "OPEN"),
        fulfillment_order(3, "ON_HOLD", hold(4, f"{PREFIX}-1"), hold(5, f"{PREFIX}-2"), hold(6, "ot-another-1")),
    )
    store.answers("OrderFulfillmentOrders", fulfillment_orders(*nodes))
    for _ in range(2):
        done = {"fulfillmentOrder": {"id": "x", "status": "OPEN"}, "userErrors": []}
        store.answers("FulfillmentOrderReleaseHold", {"fulfillmentOrderReleaseHold": done})

    released = store.client.release_holds(ORDER, handle_prefix=PREFIX)

    assert ["1", "4", "5"] == [one.id.rsplit("/", 1)[-1] for one in released]
    assert [["1"], ["4", "5"]] == [
        [hold_id.rsplit("/", 1)[-1] for hold_id in variables["holdIds"]]
        for variables in store.variables("FulfillmentOrderReleaseHold")
    ]


def test_an_empty_prefix_never_matches_all_holds(store: RecordedStore) -> None:
    held = fulfillment_orders(fulfillment_order(1, "ON_HOLD", hold(1, "ot-another-1")))
    store.answers("OrderFulfillmentOrders", held)

    with pytest.raises(ValueError, match="empty prefix"):
        store.client.release_holds(ORDER, handle_prefix="")


@pytest.mark.parametrize(("refund", "method"), [(True, {"originalPaymentMethodsRefund": True}), (False, None)])
def test_an_order_is_cancelled_with_the_refund_that_was_asked_for(
    store: RecordedStore, method: object, *, refund: bool
) -> None:
    job = {"id": "gid://shopify/Job/0f9c0a52-8f5a-4b6e-9d5a-1b1f3d0c2e4f", "done": False}
    store.answers("OrderCancel", {"orderCancel": {"job": job, "orderCancelUserErrors": []}})

    begun = store.client.cancel_order(
        ORDER, reason="FRAUD", restock=True, refund=refund, notify=False, staff_note="n" * 300
    )

    assert Job(id=job["id"], done=False) == begun
    assert {
        "orderId": ORDER,
        "reason": "FRAUD",
        "restock": True,
        "refundMethod": method,
        "notifyCustomer": False,
        "staffNote": "n" * 255,
    } == store.variables("OrderCancel")[0]


def test_a_job_that_is_gone_is_none(store: RecordedStore) -> None:
    store.answers("JobStatus", {"job": {"id": "gid://shopify/Job/1-a", "done": True}})
    store.answers("JobStatus", {"job": None})

    assert Job(id="gid://shopify/Job/1-a", done=True) == store.client.find_job("gid://shopify/Job/1-a")
    assert store.client.find_job("gid://shopify/Job/1-a") is None


def test_a_capture_sends_the_amount_as_exact_text(store: RecordedStore) -> None:
    done = {**order()["transactions"][0], "kind": "CAPTURE"}
    store.answers("OrderCapture", {"orderCapture": {"transaction": done, "userErrors": []}})
    authorization = "gid://shopify/OrderTransaction/9"

    captured = store.client.capture(
        ORDER, transaction_id=authorization, amount=Money(amount=Decimal("0.10"), currency="KWD")
    )

    assert "CAPTURE" == captured.kind
    assert {"id": ORDER, "parentTransactionId": authorization, "amount": "0.10", "currency": "KWD"} == (
        store.variables("OrderCapture")[0]["input"]
    )


def test_tags_are_added_and_removed(store: RecordedStore) -> None:
    for operation, root in (("TagsAdd", "tagsAdd"), ("TagsRemove", "tagsRemove")):
        store.answers(operation, {root: {"node": {"id": ORDER}, "userErrors": []}})

    store.client.add_tags(ORDER, ["ot-review-open"])
    store.client.remove_tags(ORDER, ("ot-review-open",))

    both = {"id": ORDER, "tags": ["ot-review-open"]}
    assert [("TagsAdd", both), ("TagsRemove", both)] == store.asked


@pytest.mark.parametrize("tag", ["", " ", "a,b", "x" * 41])
def test_what_cannot_be_a_tag_is_not_sent(store: RecordedStore, tag: str) -> None:
    with pytest.raises(ValueError, match="cannot be a tag"):
        store.client.add_tags(ORDER, ["fine", tag])

    assert [] == store.asked


def test_metafields_go_into_the_namespace_of_the_app(store: RecordedStore) -> None:
    store.answers("MetafieldsSet", {"metafieldsSet": {"metafields": [{"key": "a"}], "userErrors": []}})

    store.client.set_metafields(ORDER, {"case_ORDER_REVIEW": '{"state": "open"}'})

    assert [
        {
            "ownerId": ORDER,
            "namespace": "$app",
            "key": "case_ORDER_REVIEW",
            "type": "json",
            "value": '{"state": "open"}',
        }
    ] == store.variables("MetafieldsSet")[0]["metafields"]


@pytest.mark.parametrize("count", [0, 26])
def test_metafields_beyond_one_call_are_not_sent(store: RecordedStore, count: int) -> None:
    with pytest.raises(ValueError, match="1 to 25"):
        store.client.set_metafields(ORDER, {str(number): "{}" for number in range(count)})


def test_the_store_tells_its_name_money_time_and_scopes(store: RecordedStore) -> None:
    shop = {"name": "Acme", "myshopifyDomain": STORE, "currencyCode": "EUR", "ianaTimezone": "Europe/Berlin"}
    scopes = {"accessScopes": [{"handle": "read_orders"}, {"handle": "write_orders"}]}
    store.answers("ShopInfo", {"shop": shop, "currentAppInstallation": scopes})

    answer = store.client.shop()

    assert ("Acme", STORE, "EUR", "Europe/Berlin") == (
        answer.name,
        answer.domain,
        answer.currency,
        answer.timezone,
    )
    assert {"read_orders", "write_orders"} == answer.scopes


def test_changed_orders_come_by_pages_since_a_mark_in_utc(store: RecordedStore) -> None:
    node = {
        "id": ORDER,
        "name": "#1042",
        "createdAt": "2026-11-12T13:14:22Z",
        "updatedAt": "2026-11-12T13:15:00Z",
    }
    store.answers("OrdersPoll", {"orders": {"nodes": [node], "pageInfo": {"hasNextPage": True, "endCursor": "c"}}})
    store.answers("OrdersPoll", {"orders": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}})
    mark = datetime(2026, 11, 12, 14, 0, tzinfo=timezone(timedelta(hours=1)))

    first = store.client.orders_updated_since(mark)
    second = store.client.orders_updated_since(mark, after=first.next)

    assert [("#1042", STORE)] == [(one.order.name, one.order.store) for one in first.orders]
    assert ("c", None) == (first.next, second.next)
    query = "updated_at:>='2026-11-12T13:00:00Z'"
    assert [
        {"query": query, "first": 50, "after": None},
        {"query": query, "first": 50, "after": "c"},
    ] == store.variables("OrdersPoll")


def test_a_search_that_shopify_did_not_understand_is_refused_instead_of_believed(
    store: RecordedStore,
) -> None:
    page = {"orders": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}}
    warning = {"field": "updated_att", "message": "Invalid search field", "code": "invalid_field"}
    search = [{"path": ["orders"], "query": "x", "warnings": [warning]}]
    store.answers_raw("OrdersPoll", {"data": page, "extensions": {"search": search}})

    with pytest.raises(Refused) as caught:
        store.client.orders_updated_since(datetime(2026, 11, 12, tzinfo=UTC))

    assert ("SEARCH_WARNING",) == caught.value.codes


def subscriptions(*nodes: dict[str, str], more: str | None = None) -> dict[str, Any]:
    page = {"nodes": list(nodes), "pageInfo": {"hasNextPage": bool(more), "endCursor": more}}
    return {"webhookSubscriptions": page}


def subscription(number: int, topic: str, uri: str = "https://shop.example/hooks") -> dict[str, str]:
    return {"id": f"gid://shopify/WebhookSubscription/{number}", "topic": topic, "uri": uri}


def test_a_missing_subscription_is_made_by_the_topic_of_graphql(store: RecordedStore) -> None:
    elsewhere = subscription(1, "CUSTOMER_TAGS_ADDED", "https://other.example/")
    store.answers("WebhookSubscriptions", subscriptions(elsewhere, more="c"))
    store.answers("WebhookSubscriptions", subscriptions(subscription(2, "ORDERS_CREATE")))
    made = {"webhookSubscription": subscription(3, "CUSTOMER_TAGS_ADDED"), "userErrors": []}
    store.answers("WebhookSubscriptionCreate", {"webhookSubscriptionCreate": made})

    result = store.client.subscribe("customer.tags_added", "https://shop.example/hooks")

    assert result.is_for("customer.tags_added")
    assert [
        {"topic": "CUSTOMER_TAGS_ADDED", "webhookSubscription": {"uri": "https://shop.example/hooks"}}
    ] == store.variables("WebhookSubscriptionCreate")


def test_a_subscription_that_is_there_is_not_made_again(store: RecordedStore) -> None:
    store.answers("WebhookSubscriptions", subscriptions(subscription(2, "ORDERS_CREATE")))

    result = store.client.subscribe("orders/create", "https://shop.example/hooks")

    assert "gid://shopify/WebhookSubscription/2" == result.id
    assert [] == store.variables("WebhookSubscriptionCreate")
