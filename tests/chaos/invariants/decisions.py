"""I5, I6: the order ends as its people decided, and what Shopify has ended is left alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.chaos.evidence import Evidence, Row
from tests.chaos.invariants.violation import Violation, number_of

_SKEW = timedelta(seconds=2)
"""Shopify's moments are whole seconds, and a change may overtake a call under way."""
_CARRY_OUT = frozenset({"workflow.order_review", "ecm.exception_case"})
"""Owners that do what was decided; the other flows only tell people."""
_FINAL = frozenset({"release", "cancel"})
_TOO_LATE = frozenset({"hold_placed", "order_cancelled", "order_captured"})


def check(evidence: Evidence) -> Iterable[Violation]:
    """I5: both views of it."""
    yield from decisions_are_carried_out(evidence)
    yield from outcomes_are_true(evidence)
    yield from the_first_answer_counts(evidence)
    yield from decided_cases_are_closed(evidence)


def decisions_are_carried_out(evidence: Evidence) -> Iterable[Violation]:
    """I5: the reference model of one review."""
    reviews = {row["subject"]: row for row in evidence.tables["cases"] if row["concern"] == "ORDER_REVIEW"}
    parked = {row["subject"] for row in evidence.tables["runs"] if row["state"] == "parked"}
    for intent in evidence.intents:
        gid, word = str(intent["order"]), intent.get("word", "")
        order, case = evidence.orders.get(gid), reviews.get(gid)
        if order is None or not word or intent.get("merchant") or gid in parked:
            continue
        if case is None or case["state"] != "closed":
            yield Violation("I5", f"{gid} was decided with {word} and its case is not closed")
        elif not str(case["outcome"]).startswith(word):
            yield Violation("I5", f"{gid} was decided with {word} and ended as {case['outcome']}", case=case["id"])
        if case and case["owner"] in _CARRY_OUT and (word == "cancel") != bool(order["cancelled_at"]):
            yield Violation("I5", f"{gid} was decided with {word}; cancelled_at is {order['cancelled_at']}")


def outcomes_are_true(evidence: Evidence) -> Iterable[Violation]:
    """I5: what the ledger says of a closed review is what the store shows, and only a decision cancels an order."""
    allowed = {row["case_id"] for row in evidence.tables["decisions"] if row["word"] == "cancel"}
    cancelled = {number_of(effect) for effect in evidence.effects if effect["operation"] == "order_cancelled"}
    for case in evidence.tables["cases"]:
        order = evidence.orders.get(case["subject"])
        if case["concern"] != "ORDER_REVIEW" or order is None:
            continue
        if case["owner"] not in _CARRY_OUT:
            continue
        outcome, number = str(case["outcome"]).partition(":")[0], case["subject"].rsplit("/", 1)[-1]
        held = [hold for part in order["fulfillment_orders"] for hold in part["holds"] if hold.get("ours")]
        if case["state"] == "closed" and outcome == "cancel" and not order["cancelled_at"]:
            yield Violation("I5", f"order {number} is said to be cancelled and is not", case=case["id"])
        if case["state"] == "closed" and outcome == "release" and held:
            yield Violation("I5", f"order {number} is said to be released and is held", case=case["id"])
        if number in cancelled and case["id"] not in allowed:
            yield Violation("I5", f"order {number} was cancelled by us and nobody decided so", case=case["id"])


def the_first_answer_counts(evidence: Evidence) -> Iterable[Violation]:
    """I5: one final answer is accepted for each time the question is put."""
    accepted: dict[tuple[str, int], set[str]] = {}
    for row in evidence.tables["decisions"]:
        if row["standing"] == "accepted" and row["word"] in _FINAL:
            accepted.setdefault((row["case_id"], row["generation"]), set()).add(row["id"])
    for (case, generation), answers in accepted.items():
        if len(answers) > 1:
            yield Violation("I5", f"{len(answers)} final answers were accepted in generation {generation}", case=case)


def decided_cases_are_closed(evidence: Evidence) -> Iterable[Violation]:
    """I5: at rest nobody waits any more with a final answer that was accepted, unless an operator has to look."""
    answered = {
        (row["case_id"], row["generation"])
        for row in evidence.tables["decisions"]
        if row["standing"] == "accepted" and row["word"] in _FINAL
    }
    parked = {row["case_id"] for row in evidence.tables["runs"] if row["state"] == "parked"}
    for case in evidence.tables["cases"]:
        is_answered = (case["id"], case["generation"]) in answered
        if is_answered and case["state"] == "open" and case["owner"] and case["id"] not in parked:
            yield Violation("I5", "a final answer was accepted and the case is still open", case=case["id"])


def ended_orders_are_left_alone(evidence: Evidence) -> Iterable[Violation]:
    """I6: no hold, cancellation or capture after the order's own end."""
    ours = {number_of(effect) for effect in evidence.effects if effect["operation"] == "order_cancelled"}
    for effect in evidence.effects:
        number = number_of(effect)
        order = evidence.orders.get(f"gid://shopify/Order/{number}")
        if effect["operation"] not in _TOO_LATE or not order or not order["cancelled_at"] or number in ours:
            continue
        if _moment(effect["at"]) > _moment(order["cancelled_at"]) + _SKEW:
            yield Violation("I6", f"{effect['operation']} on order {number}, which was cancelled before")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def same_end(one: Evidence, other: Evidence) -> Iterable[Violation]:
    """I12: two histories of the same facts end alike; mails and interim marks may differ."""
    for gid in sorted(set(one.orders) | set(other.orders)):
        ends = [_end(evidence, gid) for evidence in (one, other)]
        if ends[0] != ends[1]:
            yield Violation("I12", f"{gid} ended as {ends[0]} and as {ends[1]}")


def _end(evidence: Evidence, gid: str) -> tuple[object, ...]:
    order: Row = evidence.orders.get(gid, {})
    cases = sorted(
        (row["concern"], row["state"], str(row["outcome"]).partition(":")[0])
        for row in evidence.tables["cases"]
        if row["subject"] == gid
    )
    held = sum(len(part["holds"]) for part in order.get("fulfillment_orders", ()))
    return bool(order.get("cancelled_at")), held, tuple(cases)
