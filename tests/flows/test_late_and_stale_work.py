"""Work that comes late, or again, or for a round that has passed: it leaves no hold behind and closes nobody's case."""

import importlib
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from integrator.flow.endings import Ending
from integrator.ledger import evidence
from integrator.runner import Operation, Refusal, park, requeue
from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}
OPEN_WORKSPACE = "ecm.exception_case.open_workspace"

# The package offers the function of the same name, so the module is asked for by its full name.
performing = importlib.import_module("integrator.runner.perform")


class Death(BaseException):
    """The process is gone; nothing catches this but the test."""


@pytest.fixture
def order(store: Shop, fleet: Workshop) -> str:
    """A large risky wholesale order whose flows have not begun."""
    number = store.place_order(**RISKY)
    fleet.hear(number, "orders/create")
    return number


def die_once(fleet: Workshop, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let the next worker that does `step` die before it records that; its lease ends soon."""
    fleet.connections.settings = fleet.connections.settings.model_copy(update={"lease": timedelta(milliseconds=200)})
    real = performing._do

    def do(connections: Any, claim: Any, wakeups: Any) -> Any:
        if f"{claim.run.flow}.{claim.line.key}" != step:
            return real(connections, claim, wakeups)
        monkeypatch.setattr(performing, "_do", real)
        with suppress(Ending):
            real(connections, claim, wakeups)
        raise Death

    monkeypatch.setattr(performing, "_do", do)


def settle(review_desk: ReviewDesk, fleet: Workshop, word: str, *, but: tuple[str, ...] = ()) -> None:
    """Let the reviewers decide, and carry it out."""
    review_desk.decide(word, reason="FRAUD")
    fleet.poll()
    fleet.work(but=but)


def test_a_hold_that_comes_after_the_release_is_not_placed(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    fleet.work(but=("ecm.exception_case.hold_order",))
    settle(review_desk, fleet, "release", but=("ecm.exception_case.hold_order",))

    fleet.work()

    assert [] == store.our_holds(order)
    assert 1 == len(sandbox.effects("hold_placed")) == len(sandbox.effects("hold_released"))
    assert {"done"} == {state for state, _, _ in fleet.states().values()}


def test_a_run_told_to_begin_again_does_not_hold_once_the_order_is_released(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    fleet.work(but=(OPEN_WORKSPACE,))
    store.change(order, "address", address1="Elsewhere 5")
    fleet.hear(order, "orders/updated")
    fleet.work(but=(OPEN_WORKSPACE,))
    settle(review_desk, fleet, "release", but=(OPEN_WORKSPACE,))

    fleet.work()

    assert [] == store.our_holds(order)
    assert 1 == len(sandbox.effects("hold_placed"))
    assert "closed" == fleet.review()["state"]
    assert {"done"} == {state for state, _, _ in fleet.states().values()}


def test_a_hold_decided_about_while_it_is_placed_is_taken_off_again(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.work(but=("ecm.exception_case.hold_order",))
    shopify = type(fleet.connections.shopify(fleet.connections.stores["acme.myshopify.com"]))
    real = shopify.hold_fulfillment_orders

    def hold_late(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(shopify, "hold_fulfillment_orders", real)
        settle(review_desk, fleet, "release", but=("ecm.exception_case.hold_order",))
        return real(*args, **more)

    monkeypatch.setattr(shopify, "hold_fulfillment_orders", hold_late)
    fleet.work()

    assert [] == store.our_holds(order)
    assert "closed" == fleet.review()["state"]


def test_a_run_of_the_next_round_begins_after_the_stuck_one_of_the_round_before(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop
) -> None:
    fleet.work(but=(OPEN_WORKSPACE,))
    settle(review_desk, fleet, "release", but=(OPEN_WORKSPACE,))
    store.change(order, "address", address1="Elsewhere 1")
    fleet.hear(order, "orders/updated")
    fleet.work(but=(OPEN_WORKSPACE,))
    stuck, following = fleet.runs_of("ecm.exception_case")

    fleet.work()

    assert (stuck["id"], None) == (following["after"], following["due_at"])
    assert [(1, "done"), (2, "waiting")] == [
        (run["generation"], run["state"]) for run in fleet.runs_of("ecm.exception_case")
    ]
    assert 1 == len(store.our_holds(order))


def test_each_round_files_its_own_decision_however_late(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop
) -> None:
    fleet.work(but=(OPEN_WORKSPACE,))
    settle(review_desk, fleet, "release", but=(OPEN_WORKSPACE,))
    store.change(order, "address", address1="Elsewhere 1")
    fleet.hear(order, "orders/updated")
    fleet.work(but=(OPEN_WORKSPACE,))
    fleet.work()

    settle(review_desk, fleet, "cancel")

    filed = [run["values"]["file_decision_record"]["content_hash"] for run in fleet.runs_of("ecm.exception_case")]
    decided = [run["values"]["decision_on"]["word"] for run in fleet.runs_of("ecm.exception_case")]
    with fleet.connections.ledger.read() as connection:
        documents = evidence.count_documents(
            connection, store="acme.myshopify.com", subject=f"gid://shopify/Order/{order}", kind="decision_record"
        )
    assert ["release", "cancel"] == decided
    assert (2, 2) == (len(set(filed)), documents)


def test_a_closing_that_is_repeated_after_a_crash_does_not_close_the_next_round(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.work()
    die_once(fleet, monkeypatch, "workflow.order_review.close_case")
    with pytest.raises(Death):
        settle(review_desk, fleet, "release")
    store.change(order, "address", address1="Elsewhere 1")
    fleet.hear(order, "orders/updated")

    fleet.work()

    review = fleet.review()
    assert ("open", 2, "") == (review["state"], review["generation"], review["outcome"])
    assert (1, 1) == (len(store.our_holds(order)), len(review_desk.tasks()))
    assert ["done", "waiting"] == [run["state"] for run in fleet.runs_of("workflow.order_review")]


def test_a_new_round_that_is_begun_again_after_a_crash_counts_once(
    order: str,
    store: Shop,
    review_desk: ReviewDesk,
    fleet: Workshop,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fleet.work()
    die_once(fleet, monkeypatch, "workflow.order_review.begin_anew")
    store.change(order, "address", address1="Elsewhere 1")
    with pytest.raises(Death):
        settle(review_desk, fleet, "release")

    fleet.work()

    assert ("open", 2) == (fleet.review()["state"], fleet.review()["generation"])
    assert 2 == len(sandbox.effects("process_started"))
    assert (1, 1) == (len(store.our_holds(order)), len(review_desk.tasks()))


def test_a_run_that_waits_for_the_round_before_cannot_be_requeued_past_it(
    order: str, store: Shop, fleet: Workshop
) -> None:
    (first,) = fleet.runs_of("ecm.order_record")
    park(fleet.connections, first["id"], Operation("olga", "the archive is being moved"))
    store.change(order, "address", address1="Elsewhere 1")
    fleet.hear(order, "orders/updated")
    _, second = fleet.runs_of("ecm.order_record")

    with pytest.raises(Refusal, match=f"waits for run {first['id']}"):
        requeue(fleet.connections, second["id"], Operation("olga", "why does it not run"))
