"""When a rule is asked, and what the answer says."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from integrator.events.order import OrderSnapshot
from integrator.rules import RuleBook
from integrator.stores import Store

MakeOrder = Callable[..., OrderSnapshot]
Load = Callable[[str], RuleBook]

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def rule(
    name: str = "any_order",
    *,
    when: str = "always = true",
    severity: str = "warning",
    reason: str = "",
    **keys: Any,
) -> str:
    settings = {"owner": "fraud", "on": ["orders/create"], "flows": ["ecm.exception_case"], "mode": "active"}
    lines = [f"{key} = {value!r}" for key, value in (settings | keys).items()]
    return (
        f'[[rule]]\nname = "{name}"\nreason = "{reason or name}"\nseverity = "{severity}"\n'
        + ("" if "valid_from" in keys else "valid_from = 2026-01-01\n")
        + "\n".join(lines).replace("True", "true").replace("'2026-11-21'", "2026-11-21")
        + f"\n[rule.when]\n{when}\n"
    )


def words(book: RuleBook, order: OrderSnapshot, acme: Store, **asked: Any) -> list[str]:
    question: dict[str, Any] = {"topic": "orders/create", "store": acme, "at": NOON}
    matches = book.judge(order, **(question | asked))
    return [match.reason.word for match in matches]


def test_a_rule_is_asked_on_its_topics_only(load: Load, order: MakeOrder, acme: Store) -> None:
    book = load(rule(on=["orders/edited"]))

    assert ["any_order"] == words(book, order(), acme, topic="orders/edited")
    assert [] == words(book, order(), acme, topic="orders/create")


def test_a_rule_for_one_store_leaves_the_others_alone(load: Load, order: MakeOrder, acme: Store) -> None:
    book = load(rule(stores=["acme.myshopify.com"]))
    other = acme.model_copy(update={"domain": "other.myshopify.com"})

    assert ["any_order"] == words(book, order(), acme)
    assert [] == words(book, order(), other)


def test_a_rule_begins_with_its_first_day_in_the_time_zone_of_the_store(
    load: Load, order: MakeOrder, acme: Store
) -> None:
    book = load(rule(valid_from="2026-11-21"))

    assert [] == words(book, order(), acme, at=datetime(2026, 11, 20, 22, 59, tzinfo=UTC))
    assert ["any_order"] == words(book, order(), acme, at=datetime(2026, 11, 20, 23, 0, tzinfo=UTC))


def test_a_test_order_counts_only_where_the_rule_says_so(load: Load, order: MakeOrder, acme: Store) -> None:
    book = load(rule("real_only") + rule("both", include_test=True))

    assert ["both"] == words(book, order(test=True), acme)


def test_an_order_from_before_go_live_counts_only_where_the_rule_says_so(
    load: Load, order: MakeOrder, acme: Store
) -> None:
    book = load(rule("new_only") + rule("all_ages", include_before_go_live=True))
    eve_of_go_live = datetime(2025, 12, 31, 22, 59, tzinfo=UTC)

    assert ["all_ages"] == words(book, order(created_at=eve_of_go_live), acme)


def test_an_order_of_the_first_hour_of_the_go_live_day_counts(load: Load, order: MakeOrder, acme: Store) -> None:
    midnight_in_berlin = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)

    assert ["any_order"] == words(load(rule()), order(created_at=midnight_in_berlin), acme)


def test_a_rule_that_is_off_never_fires(load: Load, order: MakeOrder, acme: Store) -> None:
    assert [] == words(load(rule(mode="off")), order(), acme)


def test_a_watching_rule_fires_and_says_that_it_only_watches(load: Load, order: MakeOrder, acme: Store) -> None:
    [watching, active] = load(rule("a", mode="watch") + rule("b")).judge(
        order(), topic="orders/create", store=acme, at=NOON
    )

    assert (True, False) == (watching.watch, active.watch)


def test_a_rule_without_a_mode_watches(load: Load) -> None:
    text = rule().replace("mode = 'active'\n", "")

    assert "watch" == load(text).rules[0].mode


def test_the_strongest_reason_comes_first_and_equals_keep_the_order_of_the_file(
    load: Load, order: MakeOrder, acme: Store
) -> None:
    book = load(
        rule("first", severity="warning")
        + rule("second", severity="critical")
        + rule("third", severity="info")
        + rule("fourth", severity="warning")
        + rule("fifth", severity="high")
    )

    assert ["second", "fifth", "first", "fourth", "third"] == words(book, order(), acme)


def test_all_conditions_of_a_rule_must_hold(load: Load, order: MakeOrder, acme: Store) -> None:
    book = load(rule(when='wholesale = true\ntotal_at_least = "5000.00 EUR"'))

    assert ["any_order"] == words(book, order("5000.00 EUR", company="Nordlicht"), acme)
    assert [] == words(book, order("4999.99 EUR", company="Nordlicht"), acme)
    assert [] == words(book, order("5000.00 EUR"), acme)


def test_a_match_remembers_the_version_of_the_rule(load: Load, order: MakeOrder, acme: Store) -> None:
    [match] = load(rule(version=7)).judge(order(), topic="orders/create", store=acme, at=NOON)

    assert ("any_order", 7) == (match.reason.rule, match.reason.rule_version)


def test_explaining_lists_every_rule_with_its_why(load: Load, order: MakeOrder, acme: Store) -> None:
    book = load(
        rule("big", when='total_at_least = "10000.00 EUR"')
        + rule("edited", on=["orders/edited"])
        + rule("resting", mode="off")
        + rule("every")
    )

    told = book.explain(order("12400.00 USD"), topic="orders/create", store=acme, at=NOON)

    assert [
        ("big", False, ("no: value 12400.00 USD is not in EUR, the currency of the bound",)),
        ("edited", False, ("the rule does not listen to orders/create", "yes: every order")),
        ("resting", False, ("the rule is off", "yes: every order")),
        ("every", True, ("yes: every order",)),
    ] == [(one.rule.name, one.applies, one.why) for one in told]


@pytest.mark.parametrize("topic", ["orders/create", "orders/edited", "orders/paid"])
@pytest.mark.parametrize("mode", ["active", "watch", "off"])
def test_explaining_and_judging_agree(load: Load, order: MakeOrder, acme: Store, topic: str, mode: str) -> None:
    book = load(rule("one", mode=mode) + rule("two", on=["orders/edited"]))
    asked: dict[str, Any] = {"topic": topic, "store": acme, "at": NOON}

    explained = [one.rule.name for one in book.explain(order(), **asked) if one.applies]

    assert explained == [match.rule.name for match in book.judge(order(), **asked)]
