"""E4. The file of a flagged order; where W1 is off, E4 decides too."""

import dataclasses

import pytest

from integrator.rules import RuleBook
from integrator.rules.book import BoundRule
from tests.flows.story import Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}


@pytest.fixture
def without_w1(fleet: Workshop) -> Workshop:
    """The same rules, but no flow of Workflow Service."""
    bound = [
        BoundRule(rule.rule, tuple(start for start in rule.starts if start.flow != "workflow.order_review"))
        for rule in fleet.rules._rules
    ]
    fleet.rules = RuleBook(bound)
    return fleet


def test_a_failed_payment_is_held_and_its_papers_are_filed(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(total="300.00", risk="LOW", payment="failed")

    fleet.hear(order, "order_transactions/create")
    fleet.work()

    (case,) = [case for case in fleet.cases() if case["concern"] == "ORDER_REVIEW"]
    assert "open" == case["state"]
    assert ["AWAITING_PAYMENT"] == [hold["reason"] for hold in store.our_holds(order)]
    assert "#1001_fact_sheet" in [e["key"].rsplit("_", 2)[0] for e in sandbox.effects("document_created")]


@pytest.mark.parametrize(("word", "effect"), [("release", "hold_released"), ("cancel", "order_cancelled")])
def test_without_w1_the_decision_of_the_console_is_carried_out_by_e4(
    word: str, effect: str, store: Shop, without_w1: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(**RISKY)
    without_w1.hear(order, "orders/create")
    without_w1.work()

    without_w1.decide_in_console(order, word)
    without_w1.work()

    assert [] == sandbox.effects("process_started")
    assert 1 == len(sandbox.effects(effect))
    assert {"done"} == {state for state, _, _ in without_w1.states().values()}
    assert "closed" == next(c for c in without_w1.cases() if c["concern"] == "ORDER_REVIEW")["state"]


def test_the_final_record_says_who_decided(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()

    fleet.decide_in_console(order, "release")
    fleet.work()

    names = [effect["key"].rsplit("_", 2)[0] for effect in sandbox.effects("document_created")]
    assert 1 == names.count("#1001_decision_record")
    assert 1 == names.count("#1001_fact_sheet")


def test_rules_in_watch_mode_only_record(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    watching = [
        dataclasses.replace(bound, rule=bound.rule.model_copy(update={"mode": "watch"})) for bound in fleet.rules._rules
    ]
    fleet.rules = RuleBook(watching)
    order = store.place_order(**RISKY)

    fleet.hear(order, "orders/create")
    fleet.work()

    assert [] == sandbox.effects()
    assert {} == fleet.states()
    assert "watch: high_risk would start" in fleet.outcomes()[-1]
