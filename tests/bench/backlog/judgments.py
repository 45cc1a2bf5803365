"""When each event was judged: noted by a trigger in the scratch database, because the ledger keeps no such moment."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from sqlalchemy import text

from integrator.ledger.database import Ledger

_SUPERSEDED = frozenset({"nothing new", "no rule applies", "own echo"})
"""Outcomes of a judgment that changed nothing, because a newer event had been judged before."""
_POSTGRES = (
    "CREATE TABLE bench_judged (event varchar NOT NULL, at timestamptz NOT NULL)",
    """
    CREATE FUNCTION bench_note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO bench_judged VALUES (NEW.id, statement_timestamp()); RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER bench_note AFTER UPDATE OF state ON events FOR EACH ROW
    WHEN (OLD.state = 'pending' AND NEW.state <> 'pending') EXECUTE FUNCTION bench_note()
    """,
)
_SQLITE = (
    "CREATE TABLE bench_judged (event TEXT NOT NULL, at TEXT NOT NULL)",
    """
    CREATE TRIGGER bench_note AFTER UPDATE OF state ON events
    WHEN OLD.state = 'pending' AND NEW.state <> 'pending'
    BEGIN INSERT INTO bench_judged VALUES (NEW.id, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')); END
    """,
)
_READ = text(
    "SELECT events.subject, events.outcome, deliveries.journal, bench_judged.at FROM events"
    " JOIN deliveries ON deliveries.id = events.delivery_id JOIN bench_judged ON bench_judged.event = events.id"
)


def note_judgments(ledger: Ledger) -> None:
    """Make the trigger; called before any event is there."""
    with ledger.write() as connection:
        for statement in _SQLITE if ledger.is_sqlite else _POSTGRES:
            connection.exec_driver_sql(statement)


@dataclass(frozen=True)
class Judgment:
    """The end of one event."""

    received: int
    """Place in the journal."""
    at: float
    outcome: str


Judgments = Mapping[str, Sequence[Judgment]]
"""By subject."""


def read_judgments(ledger: Ledger) -> Judgments:
    """Read the judgments of all events, once everything is at rest."""
    found: defaultdict[str, list[Judgment]] = defaultdict(list)
    with ledger.read() as connection:
        for subject, outcome, journal, at in connection.execute(_READ):
            moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
            found[subject].append(Judgment(int(journal.rpartition(":")[2]), moment.timestamp(), outcome))
    return found


def overtaken(judgments: Judgments) -> tuple[int, list[str]]:
    """
    Compare the order of judgments with the order of receipt, subject by subject.

    Returns:
        How many events were judged after a newer one of their subject, and of these the subjects of those whose
        judgment changed something all the same; there shall be none.
    """
    late, wrong = 0, []
    for subject, events in judgments.items():
        newer_at = math.inf
        for event in sorted(events, key=attrgetter("received"), reverse=True):
            if event.at > newer_at:
                late += 1
                wrong += [] if event.outcome in _SUPERSEDED else [subject]
            newer_at = min(newer_at, event.at)
    return late, wrong
