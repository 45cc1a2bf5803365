"""Who is asked and reminded when a case changes hands, and what is said, or kept to ourselves, about it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from integrator import case_desk
from integrator.ledger import audit, cases
from integrator.runner import Operation
from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop

RISKY: dict[str, Any] = {"total": "12400.00", "risk": "HIGH", "wholesale": True}


@pytest.fixture
def order(store: Shop, fleet: Workshop) -> str:
    """A large risky wholesale order that waits for the fraud team."""
    return place(store, fleet, **RISKY)


@pytest.fixture
def large_order(store: Shop, fleet: Workshop) -> str:
    """A large order that waits for finance."""
    return place(store, fleet, total="12400.00", risk="LOW")


def place(store: Shop, fleet: Workshop, *, quiet: bool = False, **fields: Any) -> str:
    number = store.place_order(**fields)
    fleet.hear(number, "orders/create", quiet=quiet)
    fleet.work()
    return number


def find_fraud(store: Shop, fleet: Workshop, order: str) -> None:
    """Let the risk of an order come out high."""
    store.change(order, "risk", level="HIGH")
    fleet.hear(order, "orders/risk_assessment_changed")
    fleet.work()


def assign(fleet: Workshop, team: str) -> None:
    with fleet.connections.ledger.read() as connection:
        case = cases.get(connection, fleet.review()["id"])
    case_desk.assign(fleet.connections, case, team, Operation("olga", "they know the buyer"))
    fleet.work()


def appoint(fleet: Workshop, team: str, member: str) -> None:
    """Let only one person decide for a team."""
    teams = dict(fleet.connections.teams)
    fleet.connections.teams = teams | {team: teams[team].model_copy(update={"members": (member,)})}


def overdue(sandbox: Sandbox) -> list[str]:
    return [audience for subject, audience in sandbox.mails() if "is overdue" in subject]


def test_the_stricter_team_is_asked_when_its_reason_comes_later(
    large_order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    asked_first = sandbox.mails()

    find_fraud(store, fleet, large_order)

    (task,) = review_desk.tasks()
    assert ("[warning] Order #1001 waits for your decision", "finance-desk") in asked_first
    assert ("[high] Order #1001 waits for your decision", "fraud-desk") in sandbox.mails()
    assert ("fraud", "fraud_review") == (fleet.review()["team"], task["variables"]["team"])


def test_the_team_asked_first_may_still_decide(
    store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    appoint(fleet, "fraud", "frida@acme.example")
    appoint(fleet, "finance", "fynn@acme.example")
    order = place(store, fleet, total="12400.00", risk="LOW")
    find_fraud(store, fleet, order)

    review_desk.decide("cancel", by="fynn@acme.example")

    assert ["#1001 accepted"] == fleet.poll()


def test_a_team_that_a_case_is_assigned_to_is_asked_and_reminded(
    order: str, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    asked_before = sandbox.mails()

    assign(fleet, "sales")
    asked = [audience for _, audience in sandbox.mails()[len(asked_before) :]]
    (task,) = review_desk.tasks()
    fleet.wait_until(fleet.review()["due_at"] + timedelta(minutes=1))

    assert ["sales-desk"] == asked
    assert "sales_review" == task["variables"]["team"]
    assert ["sales-desk"] == overdue(sandbox)


def test_a_member_of_the_team_that_a_case_is_assigned_to_may_decide(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop
) -> None:
    for team in fleet.connections.teams:
        appoint(fleet, team, f"{team}@acme.example")
    assign(fleet, "records")

    review_desk.decide("release", by="records@acme.example")

    assert ["#1001 accepted"] == fleet.poll()


@pytest.mark.parametrize(
    ("payment", "silence"),
    [("paid", timedelta(days=7)), ("authorized", timedelta(days=6))],
    ids=["a week", "until the authorization ends"],
)
def test_a_question_to_the_customer_stops_the_reminders_for_a_week_at_most(
    payment: str, silence: timedelta, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    place(store, fleet, **RISKY, payment=payment)
    review_desk.decide("request_info")
    fleet.poll()
    asked_at = fleet.connections.clock.now()
    fleet.work()

    fleet.wait_until(asked_at + silence - timedelta(hours=1))
    before = overdue(sandbox)
    fleet.wait_until(asked_at + silence + timedelta(hours=1))

    assert ([], ["fraud-desk"]) == (before, overdue(sandbox))


def test_somebody_is_reminded_of_a_question_begun_anew_that_no_rule_looks_at(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    store.change(order, "address", address1="Elsewhere 1")
    review_desk.decide("release")
    fleet.poll()
    fleet.work()
    fleet.start_only("ecm.order_record")
    fleet.hear(order, "orders/updated")
    fleet.work()

    fleet.wait_until(fleet.review()["due_at"] + timedelta(days=30))

    assert 2 == fleet.review()["generation"]
    assert "fraud-desk" in overdue(sandbox)


def test_a_mail_of_unknown_fate_marks_the_case_for_attention(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    sandbox.fault("notifications", "POST /outbound/emails", "reset_before", times=2)

    number = store.place_order(total="12400.00", risk="LOW")
    fleet.hear(number, "orders/create")
    fleet.work(patience=20)

    assert [] == sandbox.mails()
    assert "may not have been sent; ask them, or write to them" in fleet.review()["attention"]


def test_a_quiet_replay_does_not_silence_the_real_events_that_follow(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = place(store, fleet, quiet=True, total="6000.00", risk="LOW", wholesale=True)
    during_the_replay = sandbox.mails()

    find_fraud(store, fleet, order)

    assert [] == during_the_replay
    assert {"fraud-desk", "order-desk"} == {audience for _, audience in sandbox.mails()}


def test_a_quiet_replay_does_not_silence_the_open_case_that_it_extends(
    large_order: str, store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    before = sandbox.mails()
    store.change(large_order, "address", address1="Elsewhere 1")
    fleet.hear(large_order, "orders/updated", quiet=True)
    fleet.work()

    fleet.decide_in_console(large_order, "release")
    fleet.work()

    told = [audience for subject, audience in sandbox.mails()[len(before) :] if "is decided" in subject]
    assert ["finance-desk", "order-desk"] == sorted(told)


def test_the_audit_holds_no_text_about_the_customer(order: str, review_desk: ReviewDesk, fleet: Workshop) -> None:
    said = "Erika Muster called from her holidays"
    for word in ("request_info", "release"):
        review_desk.decide(word, reason=said, note=said, customer={"name": said})
        fleet.poll()
        fleet.work()

    entries = audit.find(fleet.connections.ledger, limit=1000)
    assert "closed" == fleet.review()["state"]
    assert [] == [entry["action"] for entry in entries if "Erika" in json.dumps(entry, default=str)]
    assert ["decision.accepted", "decision.accepted"] == [
        entry["action"] for entry in entries if entry["action"].startswith("decision.")
    ]
