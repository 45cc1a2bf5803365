"""The rules that ship tell the stories of the flow catalogue."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from integrator.events.order import Address, OrderSnapshot, Transaction
from integrator.money import Money
from integrator.rules import FlowSignature, RuleBook, load_rules
from integrator.stores import Store
from integrator.teams import Team

MakeOrder = Callable[..., OrderSnapshot]

CONFIG = Path(__file__).parents[3] / "config"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REVIEW_FLOWS = [
    "workflow.order_review",
    "ecm.exception_case",
    "notifications.order_alert",
    "notifications.approval_request",
]


@pytest.fixture
def book(flows: dict[str, FlowSignature], teams: dict[str, Team], stores: dict[str, Store]) -> RuleBook:
    return load_rules(CONFIG / "rules.toml", flows=flows, teams=teams, stores=stores)


def review_reasons(book: RuleBook, order: OrderSnapshot, store: Store, topic: str = "orders/create") -> list[str]:
    matches = book.judge(order, topic=topic, store=store, at=NOON)
    return [match.reason.word for match in matches if match.reason.word != "record"]


def test_a_risky_wholesale_order_of_12400_has_exactly_three_reasons_strongest_first(
    book: RuleBook, order: MakeOrder, acme: Store
) -> None:
    risky = order("12400.00 EUR", risk="HIGH", company="Nordlicht GmbH")

    matches = book.judge(risky, topic="orders/create", store=acme, at=NOON)

    assert ["risk", "value", "wholesale", "record"] == [match.reason.word for match in matches]
    assert [
        "risk HIGH by Shopify",
        "value 12400.00 EUR >= 10000.00 EUR",
        "value 12400.00 EUR >= 5000.00 EUR; wholesale: bought by a B2B company",
        "every order",
    ] == [match.reason.seen for match in matches]


def test_the_reasons_do_not_name_the_company(book: RuleBook, order: MakeOrder, acme: Store) -> None:
    matches = book.judge(order("12400.00 EUR", company="Nordlicht GmbH"), topic="orders/create", store=acme, at=NOON)

    assert not [match for match in matches if "Nordlicht" in match.reason.seen]


def test_each_review_rule_starts_the_four_flows_of_a_review(book: RuleBook) -> None:
    review_rules = [rule for rule in book.rules if rule.name != "order_record"]

    assert 6 == len(review_rules)
    assert [REVIEW_FLOWS] * 6 == [list(rule.flows) for rule in review_rules]


def test_the_risk_review_is_bound_to_the_fraud_team_for_one_day(book: RuleBook, order: MakeOrder, acme: Store) -> None:
    strongest = book.judge(order(risk="HIGH"), topic="orders/create", store=acme, at=NOON)[0]

    assert {"team": "fraud", "within": timedelta(days=1)} == strongest.flows[0].parameters


def test_an_ordinary_order_only_gets_its_record(book: RuleBook, order: MakeOrder, acme: Store) -> None:
    matches = book.judge(order(), topic="orders/create", store=acme, at=NOON)

    assert ["record"] == [match.reason.word for match in matches]
    assert ["ecm.order_record"] == [start.flow for start in matches[0].flows]


@pytest.mark.parametrize(
    "topic",
    [
        "orders/create",
        "orders/paid",
        "orders/fulfilled",
        "orders/cancelled",
        "orders/updated",
        "orders/edited",
        "refunds/create",
        "order_transactions/create",
    ],
)
def test_every_change_of_an_order_reaches_its_record(book: RuleBook, order: MakeOrder, acme: Store, topic: str) -> None:
    words = [match.reason.word for match in book.judge(order(), topic=topic, store=acme, at=NOON)]

    assert "record" in words


def test_a_risk_that_arrives_later_is_asked_about_on_its_own_topic(
    book: RuleBook, order: MakeOrder, acme: Store
) -> None:
    late_risk = order("12400.00 EUR", risk="HIGH")

    assert ["risk"] == review_reasons(book, late_risk, acme, topic="orders/risk_assessment_changed")


def test_a_country_on_the_licence_list_is_a_reason(book: RuleBook, order: MakeOrder, acme: Store) -> None:
    assert ["destination"] == review_reasons(book, order(country="IR"), acme)


def test_an_address_error_is_a_reason_and_a_warning_is_not(book: RuleBook, order: MakeOrder, acme: Store) -> None:
    wrong = order(shipping_address=Address(country="DE", validation="ERROR"))
    doubtful = order(shipping_address=Address(country="DE", validation="WARNING"))

    assert ["address"] == review_reasons(book, wrong, acme)
    assert [] == review_reasons(book, doubtful, acme)


def test_a_failed_payment_is_a_reason(book: RuleBook, order: MakeOrder, acme: Store) -> None:
    declined = Transaction(id="1", kind="SALE", status="FAILURE", amount=Money.parse("100.00 EUR"))

    assert ["payment"] == review_reasons(book, order(transactions=(declined,)), acme, "order_transactions/create")
