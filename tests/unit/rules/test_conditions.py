"""Each condition, on both sides of its bound."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrator.events.order import Address, OrderSnapshot, Risk, Transaction
from integrator.money import Money
from integrator.rules import When
from integrator.rules.conditions import CONDITIONS, Finding

MakeOrder = Callable[..., OrderSnapshot]

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def find(order: OrderSnapshot, **when: Any) -> Finding:
    [(name, bound)] = When.model_validate(when).given()
    return CONDITIONS[name](order, bound)


def attempt(status: str, *, kind: str = "SALE", minutes: int | None = None, code: str = "") -> Transaction:
    return Transaction(
        id="1",
        kind=kind,
        status=status,
        error_code=code,
        amount=Money.parse("100.00 EUR"),
        processed_at=None if minutes is None else NOON + timedelta(minutes=minutes),
    )


def test_every_key_of_a_condition_has_its_function() -> None:
    assert set(When.model_fields) == set(CONDITIONS)


@pytest.mark.parametrize(("total", "holds"), [("9999.99 EUR", False), ("10000.00 EUR", True), ("10000.01 EUR", True)])
def test_a_total_counts_from_its_bound_on(order: MakeOrder, total: str, *, holds: bool) -> None:
    assert holds is find(order(total), total_at_least="10000.00 EUR").holds


def test_a_total_in_another_currency_never_matches_and_says_so(order: MakeOrder) -> None:
    finding = find(order("99999999.00 JPY"), total_at_least="10000.00 EUR")

    assert not finding.holds
    assert "value 99999999 JPY is not in EUR, the currency of the bound" == finding.seen


@pytest.mark.parametrize(
    ("level", "holds"),
    [
        ("NONE", False),
        ("PENDING", False),
        ("LOW", False),
        ("MEDIUM", True),
        ("HIGH", True),
        ("SOMETHING", False),
    ],
)
def test_a_risk_counts_from_its_level_on(order: MakeOrder, level: str, *, holds: bool) -> None:
    assert holds is find(order(risk=level), risk_at_least="MEDIUM").holds


def test_the_highest_risk_of_all_providers_counts_and_names_its_provider(order: MakeOrder) -> None:
    assessed = order(risks=(Risk(level="LOW"), Risk(level="HIGH", provider="FraudCheck")))

    assert "risk HIGH by FraudCheck" == find(assessed, risk_at_least="HIGH").seen


def test_an_order_without_assessment_has_no_risk(order: MakeOrder) -> None:
    assert not find(order(), risk_at_least="LOW").holds


@pytest.mark.parametrize(("given", "holds"), [("CANCEL", True), ("ACCEPT", False), ("", False)])
def test_a_recommendation_is_on_the_list(order: MakeOrder, given: str, *, holds: bool) -> None:
    assert holds is find(order(recommendation=given), recommendation=["CANCEL", "INVESTIGATE"]).holds


@pytest.mark.parametrize(("tags", "holds"), [(("VIP",), True), (("vip-no",), False), ((), False)])
def test_customer_tags_are_compared_without_capitals(order: MakeOrder, tags: tuple[str, ...], *, holds: bool) -> None:
    assert holds is find(order(customer_tags=tags), customer_tags=["vip", "gold"]).holds


def test_order_tags_are_not_customer_tags(order: MakeOrder) -> None:
    tagged = order(tags=("Manual Review",))

    assert find(tagged, order_tags=["manual review"]).holds
    assert not find(tagged, customer_tags=["manual review"]).holds


@pytest.mark.parametrize(
    ("buyer", "holds"),
    [
        ({"company": "Nordlicht"}, True),
        ({"customer_tags": ("Wholesale",)}, True),
        ({"tags": ("wholesale",)}, True),
        ({"customer_tags": ("wholesale-lead",)}, False),
        ({}, False),
    ],
)
def test_wholesale_is_a_company_or_a_tag(order: MakeOrder, buyer: dict[str, Any], *, holds: bool) -> None:
    assert holds is find(order(**buyer), wholesale=True).holds


@pytest.mark.parametrize(
    ("customer", "orders", "holds"), [("7", 1, True), ("7", 0, True), ("7", 2, False), ("", 0, False)]
)
def test_a_first_order_needs_a_known_customer_without_earlier_orders(
    order: MakeOrder, customer: str, orders: int, *, holds: bool
) -> None:
    assert holds is find(order(customer_id=customer, customer_orders=orders), first_order=True).holds


def test_a_destination_is_the_country_of_shipping_and_not_of_billing(order: MakeOrder) -> None:
    sent_home = order(country="DE", billing_address=Address(country="IR"))

    assert not find(sent_home, destinations=["IR"]).holds
    assert "destination DE not on list IR, KP" == find(sent_home, destinations=["IR", "KP"]).seen


def test_an_order_without_shipping_address_has_no_destination(order: MakeOrder) -> None:
    assert not find(order(shipping_address=None), destinations=["IR"]).holds


def test_an_unknown_financial_status_of_the_order_is_no_match_and_no_error(order: MakeOrder) -> None:
    assert not find(order(financial_status="BRAND_NEW"), financial_status=["PENDING"]).holds
    assert find(order(financial_status="PENDING"), financial_status=["PENDING", "EXPIRED"]).holds


@pytest.mark.parametrize(
    ("transactions", "holds"),
    [
        ([], False),
        ([attempt("FAILURE")], True),
        ([attempt("ERROR", kind="CAPTURE")], True),
        ([attempt("FAILURE", kind="REFUND")], False),
        ([attempt("PENDING")], False),
        ([attempt("FAILURE", minutes=0), attempt("SUCCESS", minutes=5)], False),
        ([attempt("SUCCESS", minutes=5), attempt("FAILURE", minutes=0)], False),
        (
            [
                attempt("SUCCESS", kind="AUTHORIZATION", minutes=0),
                attempt("FAILURE", kind="CAPTURE", minutes=5),
            ],
            True,
        ),
        ([attempt("FAILURE"), attempt("SUCCESS")], False),
        ([attempt("FAILURE", minutes=0), attempt("PENDING", minutes=5)], True),
    ],
)
def test_a_payment_failed_when_the_latest_attempt_that_ended_failed(
    order: MakeOrder, transactions: list[Transaction], *, holds: bool
) -> None:
    assert holds is find(order(transactions=tuple(transactions)), payment_failed=True).holds


def test_a_paid_order_has_no_payment_exception(order: MakeOrder) -> None:
    paid = order(transactions=(attempt("FAILURE"),), financial_status="PAID")

    assert not find(paid, payment_failed=True).holds


def test_a_failed_payment_tells_kind_and_code(order: MakeOrder) -> None:
    declined = order(transactions=(attempt("FAILURE", code="CARD_DECLINED"),))

    assert "payment SALE FAILURE CARD_DECLINED" == find(declined, payment_failed=True).seen
