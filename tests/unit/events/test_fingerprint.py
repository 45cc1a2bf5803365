"""Fingerprints: the same facts give the same hashes, and each fact changes its own."""

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from integrator.cases import CONCERNS
from integrator.events.fingerprint import inputs_of
from integrator.events.order import Address, Line, OrderSnapshot, Risk, Transaction
from integrator.money import Money

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def euro(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def payment(number: int, status: str) -> Transaction:
    return Transaction(id=f"gid://shopify/OrderTransaction/{number}", kind="SALE", status=status, amount=euro("1"))


LINE = Line(id="l1", title="Tent", sku="T-1", quantity=2, unit_price=euro("50.00"), total=euro("100.00"))
HOME = Address(name="Jane", address1="Road 1", city="Bonn", zip="53111", country="DE", validation="NO_ISSUES")


def order(**changes: Any) -> OrderSnapshot:
    facts: dict[str, Any] = {
        "store": "acme.myshopify.com",
        "id": "gid://shopify/Order/5678",
        "name": "#1042",
        "created_at": NOON,
        "updated_at": NOON,
        "currency": "EUR",
        "lines": (LINE,),
        "shipping_address": HOME,
        "billing_address": HOME,
        "risks": (Risk(level="LOW"),),
        "transactions": (payment(1, "FAILURE"), payment(2, "SUCCESS")),
        "financial_status": "PENDING",
    }
    facts |= dict.fromkeys(("total", "subtotal", "original_total"), euro("100.00"))
    facts |= dict.fromkeys(("tax", "shipping", "discounts", "outstanding", "refunded"), euro("0.00"))
    return OrderSnapshot(**(facts | changes))


def changed_by(**changes: Any) -> set[str]:
    before, after = inputs_of(order()), inputs_of(order(**changes))
    return {name for name in before if before[name] != after[name]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"total": euro("100.01")}, {"total"}),
        ({"total": Money(amount=Decimal("100.00"), currency="USD")}, {"total"}),
        ({"lines": (LINE.model_copy(update={"quantity": 3}),)}, {"lines"}),
        ({"lines": (LINE.model_copy(update={"sku": "T-2"}),)}, {"lines"}),
        ({"lines": (LINE.model_copy(update={"total": euro("99.00")}),)}, {"lines"}),
        ({"lines": (LINE, LINE.model_copy(update={"id": "l2"}))}, {"lines"}),
        ({"shipping_address": HOME.model_copy(update={"zip": "53112"})}, {"shipping_address"}),
        ({"shipping_address": None}, {"shipping_address"}),
        ({"billing_address": HOME.model_copy(update={"company": "Acme"})}, {"billing_address"}),
        ({"risks": (Risk(level="LOW"), Risk(level="HIGH", provider="other"))}, {"risk_level"}),
        ({"transactions": (payment(1, "FAILURE"), payment(3, "ERROR"))}, {"payment"}),
        ({"financial_status": "PAID"}, {"financial_status"}),
        ({"fulfillment_status": "FULFILLED"}, {"fulfilled"}),
        ({"cancelled_at": NOON}, {"cancelled"}),
        ({"refunded": euro("10.00")}, {"refunded"}),
        ({"name": "#1043"}, {"name"}),
        ({"po_number": "4711"}, {"po_number"}),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_each_fact_changes_its_own_fingerprint(change: dict[str, Any], expected: set[str]) -> None:
    assert expected == changed_by(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"tags": ("ot-order_review-in_review",)},
        {"note": "call first"},
        {"updated_at": NOON + timedelta(hours=1)},
        {"metafields": {"case_order_review": "{}"}},
        {"total": euro("100")},
        {"total": euro("100.0000")},
        {"fulfillment_status": "ON_HOLD"},
        {"shipping_address": HOME.model_copy(update={"validation": "WARNING"})},
        {"transactions": (payment(2, "SUCCESS"), payment(1, "FAILURE"), payment(9, "SUCCESS"))},
        {"lines": (LINE.model_copy(update={"title": "Zelt", "product_tags": ("new",)}),)},
        {"risks": (Risk(level="LOW", facts=("more facts",)), Risk(level="NONE"))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_nobody_judges_by_changes_no_fingerprint(change: dict[str, Any]) -> None:
    assert set() == changed_by(**change)


def test_a_fingerprint_is_the_same_in_every_process_and_release() -> None:
    # Another hash of the same facts would reopen every closed case.
    assert hashlib.sha256(b'"100.00 EUR"').hexdigest()[:16] == inputs_of(order())["total"]


def test_a_fingerprint_gives_no_fact_away() -> None:
    told = " ".join(inputs_of(order()).values())

    assert {16} == {len(value) for value in inputs_of(order()).values()}
    assert "Jane" not in told


def test_every_input_of_every_concern_has_a_fingerprint() -> None:
    asked = {name for concern in CONCERNS.values() for name in concern.inputs}

    assert set() == asked - set(inputs_of(order()))
