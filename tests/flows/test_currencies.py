"""Amounts are exact to the last digit: without decimals, with three of them, in two currencies, given back in part."""

from decimal import Decimal
from typing import Any

import pytest

from integrator.clients.shopify.nodes import BagNode
from integrator.documents.display import amount
from integrator.events.fingerprint import inputs_of
from integrator.events.order import Transaction
from integrator.money import Money
from integrator.rules.conditions import CONDITIONS
from tests.flows.story import Sandbox, Shop, Workshop

AMOUNTS = [
    ("JPY", "1240055", "1,240,055 JPY"),
    ("KRW", "1", "1 KRW"),
    ("KWD", "12400.005", "12,400.005 KWD"),
    ("BHD", "0.001", "0.001 BHD"),
    ("EUR", "9999.99", "9,999.99 EUR"),
    ("CHF", "12345678901.05", "12,345,678,901.05 CHF"),
]
SMALLEST = {"JPY": "1", "KRW": "1", "KWD": "0.001", "BHD": "0.001", "EUR": "0.01", "CHF": "0.01"}


@pytest.mark.parametrize(("currency", "total", "shown"), AMOUNTS)
def test_an_order_is_read_and_written_down_with_every_digit(
    store: Shop, fleet: Workshop, currency: str, total: str, shown: str
) -> None:
    read = fleet.read(store.place_order(currency=currency, total=total, payment="paid"))

    assert (Decimal(total), currency) == (read.total.amount, read.total.currency)
    assert shown == amount(read.total)
    paid = [one.amount.amount for one in read.transactions if one.kind in {"SALE", "CAPTURE"}]
    assert [Decimal(total)] == paid
    assert {currency} == {one.currency for one in (read.subtotal, read.tax, read.shipping, read.outstanding)}


@pytest.mark.parametrize(("currency", "total", "shown"), AMOUNTS)
def test_a_threshold_is_reached_at_its_very_amount_and_not_a_digit_below(
    store: Shop, fleet: Workshop, currency: str, total: str, shown: str
) -> None:
    read = fleet.read(store.place_order(currency=currency, total=total))
    above = Money(amount=Decimal(total) + Decimal(SMALLEST[currency]), currency=currency)

    assert CONDITIONS["total_at_least"](read, read.total).holds
    assert not CONDITIONS["total_at_least"](read, above).holds


def test_a_threshold_in_another_currency_is_never_reached(store: Shop, fleet: Workshop) -> None:
    read = fleet.read(store.place_order(currency="JPY", total="12400"))

    finding = CONDITIONS["total_at_least"](read, Money.parse("100.00 EUR"))

    assert (False, "value 12400 JPY is not in EUR, the currency of the bound") == (finding.holds, finding.seen)


def test_of_two_currencies_the_shops_is_read() -> None:
    bag: dict[str, Any] = {
        "shopMoney": {"amount": "12400.005", "currencyCode": "KWD"},
        "presentmentMoney": {"amount": "6200000.0", "currencyCode": "JPY"},
    }

    assert "12400.005 KWD" == str(BagNode.model_validate(bag).money)


def test_the_archive_keeps_the_very_amount_and_currency(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    number = store.place_order(currency="KWD", total="12400.005")
    fleet.start_only("ecm.order_record")

    fleet.hear(number, "orders/create")
    fleet.work()

    kept = [effect["detail"]["values"] for effect in sandbox.effects("categories_set")]
    totals = [(Decimal(str(one["Total"])), one["Currency"]) for one in kept if "Total" in one]
    assert totals
    assert {(Decimal("12400.005"), "KWD")} == set(totals)


@pytest.mark.parametrize("smallest", ["0.001", "-0.001"])
def test_a_change_of_the_smallest_digit_is_a_change(store: Shop, fleet: Workshop, smallest: str) -> None:
    read = fleet.read(store.place_order(currency="KWD", total="100.000"))
    total = Money(amount=read.total.amount + Decimal(smallest), currency="KWD")

    changed = read.model_copy(update={"total": total})

    assert inputs_of(read)["total"] != inputs_of(changed)["total"]
    assert inputs_of(read)["total"] == inputs_of(read.model_copy(update={"total": Money.parse("100 KWD")}))["total"]


def test_what_was_captured_and_given_back_in_part_leaves_the_rest_authorized(store: Shop, fleet: Workshop) -> None:
    read = fleet.read(store.place_order(currency="KWD", total="100.000"))

    def moved(kind: str, value: str, status: str = "SUCCESS") -> Transaction:
        return Transaction(id=kind + value, kind=kind, status=status, amount=Money.parse(f"{value} KWD"))

    moves = (
        moved("AUTHORIZATION", "100.000"),
        moved("CAPTURE", "33.333"),
        moved("CAPTURE", "33.333", "FAILURE"),
        moved("REFUND", "3.333"),
    )

    assert Decimal("66.667") == read.model_copy(update={"transactions": moves}).authorized
    assert "-3.333 KWD" == amount(Money.parse("-3.333 KWD"))
