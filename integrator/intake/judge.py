"""
Judging: the subject is read once, all rules are asked, and their answers become cases and runs in one transaction.

An event only says "look" (R4); what counts is what the store shows now.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from integrator.clients.errors import RemoteError, Throttled, Unreachable
from integrator.context import Connections
from integrator.events.order import OrderSnapshot
from integrator.intake.findings import merge
from integrator.intake.late import mark_case, note_judged, topics_meant
from integrator.intake.open_cases import end_by_other_route, later_fulfillment_orders, note_unmatched
from integrator.intake.start import adjust_runs, start_runs
from integrator.ledger import cases, deliveries, events, findings
from integrator.ledger.audit import Entry, append
from integrator.ledger.database import Connection, LedgerFailure, persist
from integrator.ledger.events import Look
from integrator.ledger.runs import Wakeup, wake_case
from integrator.ledger.steps import placed_recently
from integrator.rules import Match, RuleBook
from integrator.runner.budget import LONGEST, MOST_CRASHES, MOST_FAILURES, backoff

log = structlog.get_logger(__name__)

_ECHO = timedelta(minutes=10)
_PATIENCE = timedelta(seconds=5)
_POISONED = f"crashes: {MOST_CRASHES} workers died while they judged it; look at their logs, then replay"
_WRITE_BACKS = ("mark_order", "hold_order", "release_order", "cancel_order", "mark_record")


def judge(connections: Connections, rules: RuleBook, look: Look) -> list[Wakeup]:
    """Judge all pending events of a subject; return the runs to wake."""
    # A judge that outlives its lease is repeated by another, which finds the same and changes nothing.
    claimed = events.claim(connections.ledger, look, lease=connections.settings.lease)
    poisoned = [event for event in claimed if event.crashes >= MOST_CRASHES]
    if poisoned:
        _park(connections, poisoned, _POISONED)
        claimed = [event for event in claimed if event.crashes < MOST_CRASHES]
    if not claimed:
        return []
    try:
        return _judge(connections, rules, look, claimed)
    except Exception as error:
        if not isinstance(error, RemoteError | LedgerFailure):
            log.exception("judging failed", store=look.store, count=len(claimed))
        # A lease that nobody takes back looks like a death.
        persist(partial(_later_or_park, connections, claimed, error), patience=_PATIENCE)
        return []


def _judge(connections: Connections, rules: RuleBook, look: Look, claimed: Sequence[Any]) -> list[Wakeup]:
    order = connections.shopify(connections.stores[look.store]).get_order(look.subject)
    if order is None:
        _park(connections, claimed, f"{look.store} has no such order; the body may belong to another store")
        return []
    answers = ask(connections, rules, order, claimed)

    def write() -> list[Wakeup]:
        with connections.ledger.write() as connection:
            wakeups, outcome = carry_in(connections, connection, answers)
            _settle(connection, claimed, state="done", outcome=outcome)
            return wakeups

    return persist(write, patience=_PATIENCE)


@dataclass(frozen=True)
class Answers:
    """What the rules say of an order because of some events."""

    claimed: Sequence[Any]
    order: OrderSnapshot
    topics: AbstractSet[str]
    matches: Sequence[Match]
    missing_holds: str
    """The case of which a later fulfillment order lacks our hold."""


def ask(connections: Connections, rules: RuleBook, order: OrderSnapshot, claimed: Sequence[Any]) -> Answers:
    """Ask all rules about `order` because of the events `claimed`."""
    topics = topics_meant(rules, order, claimed)
    matches = _ask(connections, rules, order, topics=topics)
    return Answers(claimed, order, topics, matches, later_fulfillment_orders(connections, order))


def _ask(connections: Connections, rules: RuleBook, order: OrderSnapshot, *, topics: AbstractSet[str]) -> list[Match]:
    store = connections.stores[order.store]
    now = connections.clock.now()
    found: dict[str, Match] = {}
    for topic in sorted(topics):
        for match in rules.judge(order, topic=topic, store=store, at=now):
            found.setdefault(match.rule.name, match)
    return list(found.values())


def carry_in(connections: Connections, connection: Connection, answers: Answers) -> tuple[list[Wakeup], str]:
    """Write what the rules say as cases and runs in the open transaction; return whom to wake, and what was done."""
    ledger = connections.ledger
    claimed, order, matches = answers.claimed, answers.order, answers.matches
    quiet = all(event.quiet for event in claimed) or connections.stores[order.store].quiet
    wakeups: list[Wakeup] = []
    told: list[str] = []
    looked_at: set[str] = set()
    ended, woken = end_by_other_route(ledger, connection, order)
    told += ended
    wakeups += woken
    if answers.missing_holds:
        cases.change(connection, answers.missing_holds)
        wakeups += wake_case(ledger, connection, answers.missing_holds, restart=True)
        told.append("fulfillment orders without our hold")
    for found, starts in merge(connections, order, matches, quiet=quiet):
        case, change = findings.ensure(ledger, connection, found)
        looked_at.add(case.id)
        if change == "tightened" or not quiet:
            adjust_runs(connection, case, starts, quiet=quiet, tightened=change == "tightened")
        if change in {"extended", "tightened"}:
            wakeups += wake_case(ledger, connection, case.id, restart=True)
        if case.state == "open" and change != "stale":
            wakeups += start_runs(
                ledger, connection, case, starts, quiet=quiet, installation=connections.settings.installation
            )
        mark_case(connection, case, change, claimed)
        if change != "unchanged":
            words = ", ".join(reason.word for reason in found.reasons)
            told.append(f"{case.concern} {change} ({words})")
            append(
                ledger,
                connection,
                _entry(order, f"case.{change}", case_id=case.id, detail={"reasons": words}),
            )
    noted, woken = note_unmatched(ledger, connection, order, but=looked_at)
    told += noted
    wakeups += woken
    told += _watched(connections, connection, order, matches)
    outcome = "; ".join(told) or _nothing_told(connections, connection, order, matches)
    return wakeups, note_judged(ledger, connection, order, claimed, topics=answers.topics, outcome=outcome)


def _watched(
    connections: Connections, connection: Connection, order: OrderSnapshot, matches: Sequence[Match]
) -> list[str]:
    """Record what rules in watch mode would have done (R9)."""
    told = []
    for match in matches:
        if match.watch:
            flows = ", ".join(start.flow for start in match.flows)
            told.append(f"watch: {match.rule.name} would start {flows}")
            entry = _entry(
                order,
                "rule.watched",
                detail={"rule": match.rule.name, "version": match.rule.version, "seen": match.reason.seen},
            )
            append(connections.ledger, connection, entry)
    return told


def _nothing_told(
    connections: Connections, connection: Connection, order: OrderSnapshot, matches: Sequence[Match]
) -> str:
    if not matches:
        return "no rule applies"
    since = connections.ledger.now(connection) - _ECHO
    ours = placed_recently(connection, store=order.store, subject=order.id, since=since, names=_WRITE_BACKS)
    return "own echo" if ours else "nothing new"


def _settle(connection: Connection, claimed: Sequence[Any], *, state: str, outcome: str) -> None:
    events.settle(connection, [event.id for event in claimed], state=state, outcome=outcome)
    for event in claimed:
        # A replay that ends well mends its delivery; one that does not leaves it as it was.
        if event.delivery_id and (event.source == "delivery" or state == "done"):
            end = "handled" if state == "done" else "parked"
            deliveries.settle(connection, event.delivery_id, state=end, note=outcome)


def _later_or_park(connections: Connections, claimed: Sequence[Any], error: Exception) -> None:
    ids = [event.id for event in claimed]
    attempts = min(event.attempts for event in claimed)
    is_away = (
        isinstance(error, Unreachable | LedgerFailure) and connections.clock.now() - claimed[0].occurred_at < LONGEST
    )
    if isinstance(error, Throttled):
        events.postpone(connections.ledger, ids, wait=error.retry_after, why=str(error), counts=False)
    elif is_away or (getattr(error, "retryable", True) and attempts < MOST_FAILURES):
        events.postpone(connections.ledger, ids, wait=backoff(attempts), why=_shown(error), counts=True)
    else:
        _park(connections, claimed, _shown(error))


def _shown(error: Exception) -> str:
    """Texts of foreign errors may quote data; their kind says enough, the log has the place."""
    return str(error) if isinstance(error, RemoteError | LedgerFailure) else type(error).__name__


def _park(connections: Connections, claimed: Sequence[Any], why: str) -> None:
    with connections.ledger.write() as connection:
        _settle(connection, claimed, state="parked", outcome=why)
    log.error("event parked", store=claimed[0].store, count=len(claimed), reason=why)


def _entry(order: OrderSnapshot, action: str, *, case_id: str = "", detail: dict[str, Any] | None = None) -> Entry:
    return Entry(actor="intake", action=action, store=order.store, subject=order.id, case_id=case_id, detail=detail)
