"""An order as read: what is derived from its facts."""

from decimal import Decimal

import pytest

from integrator.events.order import Order, Risk, Transaction
from integrator.money import Money
from tests.unit.events.test_fingerprint import NOON, order


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], "NONE"),
        (["LOW"], "LOW"),
        (["PENDING"], "PENDING"),
        (["PENDING", "LOW"], "LOW"),
        (["HIGH", "LOW"], "HIGH"),
        (["MEDIUM", "GALACTIC"], "MEDIUM"),
    ],
)
def test_the_highest_risk_of_any_provider_counts(levels: list[str], expected: str) -> None:
    assert expected == order(risks=tuple(Risk(level=level) for level in levels)).risk_level


@pytest.mark.parametrize(("status", "expected"), [("FULFILLED", True), ("PARTIALLY_FULFILLED", False), ("", False)])
def test_only_an_order_that_has_left_completely_is_fulfilled(status: str, *, expected: bool) -> None:
    assert expected == order(fulfillment_status=status).is_fulfilled


def test_an_order_is_cancelled_from_its_moment_on() -> None:
    assert order(cancelled_at=NOON).is_cancelled
    assert not order().is_cancelled


def test_what_is_authorized_is_reduced_by_captures_and_voids() -> None:
    def moved(kind: str, amount: str, status: str = "SUCCESS") -> Transaction:
        return Transaction(id=kind, kind=kind, status=status, amount=Money(amount=Decimal(amount), currency="EUR"))

    transactions = (
        moved("AUTHORIZATION", "100.00"),
        moved("AUTHORIZATION", "50.00", "FAILURE"),
        moved("CAPTURE", "30.00"),
        moved("VOID", "20.00"),
        moved("REFUND", "5.00"),
    )

    assert Decimal("50.00") == order(transactions=transactions).authorized
    assert Decimal(0) == order(transactions=()).authorized


def test_an_order_is_referred_to_by_store_id_and_name() -> None:
    assert Order(store="acme.myshopify.com", id="gid://shopify/Order/5678", name="#1042") == order().order
    assert "5678" == order().order.number
