"""Facets: a list and a full reading of the same state compare as equal, and each facet tells its own change."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from integrator.events.facets import OrderFacets, digest_of, topics_sent_once
from integrator.events.order import Address, Risk
from integrator.money import Money

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOME = Address(name="Jane", address1="Road 1", city="Bonn", zip="53111", country="DE")


def euro(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def facets(**changes: Any) -> OrderFacets:
    known: dict[str, Any] = {
        "cancelled_at": None,
        "financial_status": "PAID",
        "fulfillment_status": "UNFULFILLED",
        "total": euro("80"),
        "original_total": euro("80"),
        "refunded": euro("0"),
        "tags": ("a", "b"),
        "shipping_address": HOME,
        "recommendation": "ACCEPT",
        "risks": (Risk(level="LOW"), Risk(level="HIGH", provider="Signifyd")),
    }
    return OrderFacets(**known | changes)


@pytest.mark.parametrize(
    "same",
    [
        {"total": euro("80.00")},
        {"tags": ("b", "a")},
        {"risks": (Risk(level="HIGH", provider="Signifyd", facts=("x",)), Risk(level="LOW"))},
    ],
)
def test_notation_and_order_do_not_count(same: dict[str, Any]) -> None:
    assert digest_of(facets()) == digest_of(facets(**same))


def test_a_moment_is_the_same_in_every_zone() -> None:
    berlin = NOON.astimezone(timezone(timedelta(hours=1)))

    assert digest_of(facets(cancelled_at=NOON)) == digest_of(facets(cancelled_at=berlin))


@pytest.mark.parametrize(
    "change",
    [
        {"cancelled_at": NOON},
        {"financial_status": "REFUNDED"},
        {"fulfillment_status": "FULFILLED"},
        {"total": euro("81")},
        {"original_total": euro("81")},
        {"refunded": euro("1")},
        {"tags": ("a",)},
        {"shipping_address": HOME.model_copy(update={"city": "Kiel"})},
        {"shipping_address": None},
        {"recommendation": "CANCEL"},
        {"risks": (Risk(level="LOW"), Risk(level="MEDIUM", provider="Signifyd"))},
        {"risks": (Risk(level="LOW"), Risk(level="HIGH", provider="Other"))},
    ],
    ids=str,
)
def test_each_facet_changes_the_digest(change: dict[str, Any]) -> None:
    assert digest_of(facets()) != digest_of(facets(**change))


def test_a_creation_is_always_told_and_a_cancellation_once_it_happened() -> None:
    assert {"orders/create"} == topics_sent_once(facets())
    assert {"orders/create", "orders/cancelled"} == topics_sent_once(facets(cancelled_at=NOON))
