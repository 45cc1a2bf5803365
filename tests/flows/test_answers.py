"""Answers that come at an awkward moment, or are not what an answer should be: none is lost, none is guessed."""

from collections.abc import Callable
from typing import Any

import pytest

from integrator import case_desk
from integrator.cases import Case
from integrator.clients.workflow import ConnectorTask
from integrator.clients.workflow.reading import read_page, read_task
from integrator.ledger import audit, cases, decisions
from integrator.runner import Operation, Refusal
from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}
REVIEW = "workflow.order_review"


@pytest.fixture
def order(store: Shop, fleet: Workshop) -> str:
    """A large risky wholesale order that waits for its reviewers."""
    return place(store, fleet)


def place(store: Shop, fleet: Workshop) -> str:
    number = store.place_order(**RISKY)
    fleet.hear(number, "orders/create")
    fleet.work()
    return number


def case_of(fleet: Workshop) -> Case:
    with fleet.connections.ledger.read() as connection:
        return cases.get(connection, fleet.review()["id"])


def apply_results(sandbox: Sandbox) -> list[str]:
    done = sandbox.effects("task_completed")
    return [effect["detail"]["outcome"] for effect in done if effect["detail"]["task"] == "connector_apply"]


def rewrite(
    fleet: Workshop, monkeypatch: pytest.MonkeyPatch, change: Callable[[ConnectorTask], dict[str, Any]]
) -> None:
    """Let the service hand over answers with other variables."""
    workflow = fleet.connections.workflow
    real = workflow.connector_tasks

    def rewritten(definition: str) -> list[ConnectorTask]:
        return [task.model_copy(update={"variables": task.variables | change(task)}) for task in real(definition)]

    monkeypatch.setattr(workflow, "connector_tasks", rewritten)


@pytest.mark.parametrize(
    ("interim", "moment"),
    [("request_info", "acknowledge_question"), ("correct", "acknowledge_correction")],
)
def test_a_final_decision_made_while_an_interim_one_is_carried_out_counts(
    interim: str, moment: str, order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop
) -> None:
    review_desk.decide(interim)
    fleet.poll()
    fleet.work(but=(f"{REVIEW}.{moment}",))
    standing = fleet.decide_in_console(order, "release")

    fleet.work()

    assert "accepted" == standing
    assert "closed" == fleet.review()["state"]
    assert [] == store.our_holds(order)


def test_a_reviewers_final_decision_is_kept_that_comes_before_the_interim_one_is_taken_off(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("correct")
    fleet.poll()
    fleet.work(but=(f"{REVIEW}.wait_for_correction",))
    review_desk.decide("release")
    told = fleet.poll()

    fleet.work()

    assert ["#1001 accepted"] == told
    assert "closed" == fleet.review()["state"]
    assert ["applied", "applied"] == apply_results(sandbox)


def test_reviewers_who_contradict_the_console_are_answered_superseded(
    order: str, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    fleet.decide_in_console(order, "release")
    review_desk.decide("cancel")
    told = fleet.poll()

    fleet.work()

    assert ["#1001 contradiction"] == told
    assert ["superseded"] == apply_results(sandbox)
    assert [] == sandbox.effects("order_cancelled")


def test_an_answer_that_cannot_be_taken_does_not_keep_others_from_being_taken(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    review_desk.decide("release", reason="poison")
    second = place(store, fleet)
    review_desk.decide("release")
    real = decisions.record

    def fail_at_the_first(*args: Any, **more: Any) -> Any:
        if args[3].reason == "poison":
            raise ZeroDivisionError
        return real(*args, **more)

    with monkeypatch.context() as defective:
        defective.setattr(decisions, "record", fail_at_the_first)
        told = fleet.poll()
    fleet.work()
    held = [len(store.our_holds(order)), len(store.our_holds(second))]
    later = fleet.poll()

    assert ["not taken", "#1002 accepted"] == [told[0].partition(" ")[2], told[1]]
    assert [1, 0] == held
    assert ["#1001 accepted"] == later


@pytest.mark.parametrize("rubbish", ["\x00", "\ud83d"], ids=["NUL", "lone surrogate"])
def test_characters_that_no_database_holds_do_not_lose_an_answer(
    rubbish: str,
    order: str,
    store: Shop,
    review_desk: ReviewDesk,
    fleet: Workshop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spoiled = {
        "decision_reason": f"fine {rubbish}",
        "decided_by": f"reviewer{rubbish}@acme.example",
        "decision_detail": {f"no{rubbish}te": [f"a{rubbish}", {"b": rubbish}]},
    }
    rewrite(fleet, monkeypatch, lambda _: spoiled)
    review_desk.decide("release")

    told = fleet.poll()
    fleet.work()

    (decision,) = decisions.of_case(fleet.connections.ledger, fleet.review()["id"])
    assert ["#1001 accepted"] == told
    assert [] == store.our_holds(order)
    assert rubbish not in f"{decision['reason']}{decision['decided_by']}{decision['detail']}"
    assert decision["reason"].startswith("fine ")


def test_a_word_with_a_character_that_no_database_holds_is_not_understood(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(fleet, monkeypatch, lambda _: {"decision": "rel\x00ease"})
    review_desk.decide("release")

    assert ["#1001 not_understood"] == fleet.poll()
    assert 1 == len(store.our_holds(order))


def test_a_date_that_is_none_leaves_the_other_answers_of_its_page_readable() -> None:
    page = {
        "_embedded": {
            "tasks": [
                {
                    "id": f"t{number}",
                    "processInstanceId": f"p{number}",
                    "variables": [{"name": "decided_at", "type": "date", "value": value}],
                }
                for number, value in enumerate(["yesterday", "2026-11-20T12:00:00Z"])
            ]
        }
    }

    (first, second), _ = read_page(page, read=read_task, offset=0)

    assert ("yesterday", "2026-11-20T12:00:00+00:00") == (
        first.variables["decided_at"],
        second.variables["decided_at"].isoformat(),
    )


def test_an_answer_with_a_date_that_is_none_counts_from_when_its_task_came(
    order: str, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(fleet, monkeypatch, lambda _: {"decided_at": "yesterday"})
    review_desk.decide("release")
    (task,) = fleet.connections.workflow.connector_tasks("shopify_order_review")

    told = fleet.poll()

    (decision,) = decisions.of_case(fleet.connections.ledger, fleet.review()["id"])
    assert ["#1001 accepted"] == told
    assert task.created == decision["decided_at"]


def test_an_answer_for_a_round_that_has_passed_is_late_and_audited(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    review_desk.decide("release")
    read_before = fleet.connections.workflow.connector_tasks("shopify_order_review")
    store.change(order, "address", address1="Elsewhere 1")
    fleet.decide_in_console(order, "release")
    fleet.work()
    monkeypatch.setattr(fleet.connections.workflow, "connector_tasks", lambda _: read_before)

    told = fleet.poll()
    fleet.work()

    found = decisions.of_case(fleet.connections.ledger, fleet.review()["id"])
    assert ["#1001 late"] == told
    assert [(1, "accepted"), (1, "late")] == [(row["generation"], row["standing"]) for row in found]
    assert 1 == len(audit.find(fleet.connections.ledger, action="decision.late"))
    assert ("open", 2) == (fleet.review()["state"], fleet.review()["generation"])
    assert 1 == len(store.our_holds(order))


def test_a_double_click_in_the_console_asks_the_customer_once(order: str, fleet: Workshop, sandbox: Sandbox) -> None:
    case = case_of(fleet)
    case_desk.decide(fleet.connections, case, "request_info", Operation("olga", "order number?"))

    with pytest.raises(Refusal, match="is decided that way already"):
        case_desk.decide(fleet.connections, case, "request_info", Operation("olga", "order number?"))
    fleet.work()

    assert 1 == len([subject for subject, _ in sandbox.mails() if "information" in subject])
