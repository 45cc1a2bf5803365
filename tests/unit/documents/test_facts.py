"""What each document says."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

import pytest

from integrator.cases import Case, Decision
from integrator.documents.facts import (
    confirmation_facts,
    decision_record_facts,
    fact_sheet_facts,
    invoice_facts,
)
from integrator.documents.text import plain
from integrator.events.order import OrderSnapshot
from integrator.money import Money


class MakeOrder(Protocol):
    def __call__(self, **changes: Any) -> OrderSnapshot: ...


@pytest.mark.parametrize(
    ("currency", "amount", "shown"),
    [("EUR", "12400", "12,400.00 EUR"), ("JPY", "12400", "12,400 JPY"), ("KWD", "1.5", "1.500 KWD")],
)
def test_amounts_have_the_decimals_of_their_currency(
    currency: str, amount: str, shown: str, make_order: MakeOrder
) -> None:
    order = make_order(total=Money(amount=Decimal(amount), currency=currency))

    assert shown == confirmation_facts(order, "ACME")["total"]


def test_tax_that_is_part_of_the_prices_is_called_so(make_order: MakeOrder) -> None:
    order = make_order(total=Money.parse("10420 EUR"))

    labels = [row["label"] for row in confirmation_facts(order, "ACME")["amounts"]]

    assert ["Subtotal", "Shipping", "Tax, included in prices"] == labels


def test_an_invoice_lists_only_payments_that_moved_money(make_order: MakeOrder) -> None:
    authorization = make_order().transactions[0]
    sale = authorization.model_copy(update={"kind": "SALE"})
    failed = authorization.model_copy(update={"kind": "SALE", "status": "FAILURE"})

    facts = invoice_facts(make_order(transactions=(authorization, failed, sale)), "ACME")

    assert [("Sale", "Success")] == [(payment["kind"], payment["status"]) for payment in facts["payments"]]


def test_a_fact_sheet_shows_the_strongest_reason_first_with_the_value_seen(make_order: MakeOrder, case: Case) -> None:
    facts = fact_sheet_facts(make_order(), case)

    assert ["risk HIGH by Shopify", "value 12400.00 EUR >= 10000.00 EUR"] == [
        reason["seen"] for reason in facts["reasons"]
    ]
    assert "2026-03-03" == facts["dated"]


def test_a_fact_sheet_names_the_parts_in_which_the_addresses_differ(make_order: MakeOrder, case: Case) -> None:
    order = make_order()

    differing = fact_sheet_facts(order, case)
    same = fact_sheet_facts(make_order(shipping_address=order.billing_address), case)
    missing = fact_sheet_facts(make_order(shipping_address=None), case)

    assert ["name", "street"] == differing["address_differences"]
    assert [] == same["address_differences"]
    assert missing["address_differences"] is None


def test_a_decision_record_is_the_same_before_and_after_the_order_was_cancelled(
    make_order: MakeOrder, case: Case, decision: Decision
) -> None:
    order = make_order()
    nothing = Money.parse("0 EUR")
    cancelled = make_order(
        cancelled_at=order.updated_at, financial_status="VOIDED", total=nothing, outstanding=nothing, lines=()
    )  # fmt: skip

    assert decision_record_facts(order, case, decision) == decision_record_facts(cancelled, case, decision)


def test_a_decision_record_says_who_what_when_and_why(make_order: MakeOrder, case: Case, decision: Decision) -> None:
    facts = decision_record_facts(make_order(), case, decision)

    assert {
        "word": "Release",
        "by": "anna@example.com",
        "at": "2026-03-04 09:30 UTC",
        "reason": "Called back, order confirmed.",
        "source": "Workflow",
        "source_id": "task-77",
        "details": [{"label": "Checked by phone", "value": "yes"}],
    } == facts["decision"]


def test_a_time_without_a_zone_is_refused(make_order: MakeOrder) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        confirmation_facts(make_order(created_at=datetime(2026, 3, 2)), "ACME")  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a\tb\r\n c\u2028d", "a b c d"),
        ("pay\u202eFDP.exe\u202c", "payFDP.exe"),
        ("ze\u200bro\u2060 wi\u00addth\ufeff", "zero width"),
        ("bell\x07 nul\x00", "bell nul"),
        ("u\u0308ber", "über"),
        ("lone \ud800 private \ue000", "lone \ufffd private \ufffd"),
        ("heart \u2764\ufe0f", "heart \u2764"),
    ],
)
def test_hidden_and_reordering_characters_do_not_reach_the_paper(written: str, shown: str) -> None:
    assert shown == plain(written)


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert "abcd…" == plain("abcdefgh", limit=5)
