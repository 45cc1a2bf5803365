"""What the event of a sweep may stand for: all that fits the order's state, and no more."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from integrator.events.order import OrderSnapshot, Risk
from integrator.intake.late import topics_meant
from integrator.money import Money

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WANTED = (
    "orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled", "orders/edited",
    "orders/risk_assessment_changed", "refunds/create", "order_transactions/create", "products/update",
)  # fmt: skip


def euro(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def order(**changes: Any) -> OrderSnapshot:
    facts: dict[str, Any] = {
        "store": "acme.myshopify.com",
        "id": "gid://shopify/Order/5678",
        "name": "#1042",
        "created_at": NOON,
        "updated_at": NOON,
        "currency": "EUR",
    }
    facts |= dict.fromkeys(("total", "subtotal", "original_total"), euro("80"))
    facts |= dict.fromkeys(("tax", "shipping", "discounts", "outstanding", "refunded"), euro("0"))
    return OrderSnapshot(**facts | changes)


def meant(order: OrderSnapshot, *heard: tuple[str, str]) -> set[str]:
    rules: Any = SimpleNamespace(topics=frozenset(WANTED))
    return set(topics_meant(rules, order, [SimpleNamespace(topic=topic, source=source) for topic, source in heard]))


def test_what_was_heard_is_what_is_asked() -> None:
    assert {"orders/paid"} == meant(order(), ("orders/paid", "delivery"))


def test_a_change_that_a_sweep_found_never_stands_for_a_creation() -> None:
    assert {"orders/updated"} == meant(order(), ("orders/updated", "sweep"))


def test_a_creation_that_a_sweep_found_is_asked_about() -> None:
    assert {"orders/create", "orders/updated"} == meant(order(), ("orders/create", "sweep"))


@pytest.mark.parametrize(
    ("state", "topic"),
    [
        ({"financial_status": "PAID"}, "orders/paid"),
        ({"cancelled_at": NOON}, "orders/cancelled"),
        ({"fulfillment_status": "FULFILLED"}, "orders/fulfilled"),
        ({"total": euro("90")}, "orders/edited"),
        ({"refunded": euro("5")}, "refunds/create"),
        ({"risks": (Risk(level="LOW"),)}, "orders/risk_assessment_changed"),
    ],
)
def test_a_topic_is_asked_about_when_the_state_shows_that_it_was_sent(state: dict[str, Any], topic: str) -> None:
    assert {"orders/updated", topic} == meant(order(**state), ("orders/updated", "sweep"))


def test_what_was_heard_beside_a_sweep_is_asked_too() -> None:
    found = meant(order(), ("orders/updated", "sweep"), ("refunds/create", "delivery"))

    assert {"orders/updated", "refunds/create"} == found
