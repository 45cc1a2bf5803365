from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store, document


@pytest.fixture
def variables(store: Store) -> dict[str, Any]:
    """Variables that make every supported document succeed on one authorized order of two locations."""
    order = store.place(total="12400.00", risk="HIGH", wholesale=True, locations=2)
    number = order["id"].rsplit("/", 1)[-1]
    authorization = f"gid://shopify/OrderTransaction/{order['transactions'][0]['id']}"
    part = order["fulfillment_orders"][0]["id"]
    on_hold = order["fulfillment_orders"][1]["id"]
    hold = store.hold(on_hold, "ot-held")["fulfillmentHold"]["id"]
    subscription = store.subscribe("ORDERS_PAID", "https://receiver.example/paid")["webhookSubscription"]["id"]
    store.ask("tags_add", id=order["id"], tags=["ot-there"])
    wanted = {"uri": "https://receiver.example/created", "name": "intake"}
    return {
        "order_core": {"id": order["id"]},
        "order_risk": {"id": order["id"]},
        "order_fulfillment_orders": {"id": order["id"]},
        "order_transactions": {"id": order["id"]},
        "orders_poll": {"query": f"id:{number}", "first": 50},
        "shop_info": {},
        "job_status": {"id": "gid://shopify/Job/11111111-2222-3333-4444-555555555555"},
        "fulfillment_order_hold": {"id": part, "fulfillmentHold": {"reason": "OTHER", "handle": "ot-1"}},
        "fulfillment_order_release_hold": {"id": on_hold, "holdIds": [hold]},
        "order_cancel": {"orderId": order["id"], "reason": "FRAUD", "restock": True},
        "order_capture": {"input": {"id": order["id"], "parentTransactionId": authorization, "amount": "12400.00"}},
        "order_mark_as_paid": {"input": {"id": order["id"]}},
        "tags_add": {"id": order["id"], "tags": ["ot-fraud-open"]},
        "tags_remove": {"id": order["id"], "tags": ["ot-there"]},
        "metafields_set": {
            "metafields": [{"ownerId": order["id"], "namespace": "$app", "key": "case", "type": "json", "value": "{}"}]
        },
        "order_update": {"input": {"id": order["id"], "note": "Größe prüfen"}},
        "order_risk_assessment_create": {
            "input": {"orderId": order["id"], "riskLevel": "LOW", "facts": []},
        },
        "webhook_subscriptions": {"first": 50},
        "webhook_subscription_create": {"topic": "ORDERS_CREATE", "webhookSubscription": wanted},
        "webhook_subscription_update": {"id": subscription, "webhookSubscription": {"name": "paid"}},
        "webhook_subscription_delete": {"id": subscription},
    }


@pytest.mark.parametrize(
    ("name", "cost"),
    [
        ("order_core", 59),
        ("order_risk", 7),
        ("order_fulfillment_orders", 148),
        ("order_transactions", 4),
        ("orders_poll", 30),
        ("shop_info", 7),
        ("job_status", 2),
        ("fulfillment_order_hold", 14),
        ("fulfillment_order_release_hold", 12),
        ("order_cancel", 11),
        ("order_capture", 11),
        ("order_mark_as_paid", 11),
        ("tags_add", 11),
        ("tags_remove", 11),
        ("metafields_set", 11),
        ("order_update", 12),
        ("order_risk_assessment_create", 13),
        ("webhook_subscriptions", 23),
        ("webhook_subscription_create", 11),
        ("webhook_subscription_update", 11),
        ("webhook_subscription_delete", 10),
    ],
)
def test_a_supported_document_runs_at_the_published_cost(
    store: Store, variables: dict[str, Any], name: str, cost: int
) -> None:
    answer = store.answer(document(name), **variables[name])

    value = next(iter(answer["data"].values()))
    assert "errors" not in answer, answer
    assert value is not None
    assert [] == [error for key, found in value.items() if key.lower().endswith("usererrors") for error in found]
    assert cost == answer["extensions"]["cost"]["requestedQueryCost"]
    assert answer["extensions"]["cost"]["actualQueryCost"] <= cost


def test_an_order_shows_money_people_risk_and_lines(store: Store) -> None:
    placed = store.place(total="12400.00", risk="HIGH", wholesale=True)

    order = store.ask("order_core", id=placed["id"])

    assert {"amount": "12400.0", "currencyCode": "EUR"} == order["currentTotalPriceSet"]["shopMoney"]
    assert "PurchasingCompany" == order["purchasingEntity"]["__typename"]
    assert "CANCEL" == order["risk"]["recommendation"]
    assert ["HIGH"] == [entry["riskLevel"] for entry in order["risk"]["assessments"]]
    assert ["AUTHORIZATION"] == [entry["kind"] for entry in order["transactions"]]
    assert 3 == sum(line["quantity"] for line in order["lineItems"]["nodes"])
    assert "Weißhäupl" in order["shippingAddress"]["name"]


def test_each_location_has_a_fulfillment_order_of_its_own(store: Store) -> None:
    placed = store.place(locations=2)

    order = store.ask("order_fulfillment_orders", id=placed["id"])

    parts = order["fulfillmentOrders"]["nodes"]
    assert ["OPEN", "OPEN"] == [part["status"] for part in parts]
    assert 2 == len({part["assignedLocation"]["location"]["id"] for part in parts})
    assert "HOLD" in {action["action"] for action in parts[0]["supportedActions"]}
