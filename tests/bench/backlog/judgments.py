"""When each event was judged: noted by a trigger in the scratch database, because the ledger keeps no such moment."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import text

from integrator.ledger.database import Ledger
from tests.bench.report import middle

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


class Judgments:
    """The judgments of all events, once everything is at rest."""

    def __init__(self, ledger: Ledger) -> None:
        self._of_subject: defaultdict[str, list[tuple[int, float, str]]] = defaultdict(list)
        with ledger.read() as connection:
            for subject, outcome, journal, at in connection.execute(_READ):
                moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
                received = int(journal.rpartition(":")[2])
                self._of_subject[subject].append((received, moment.timestamp(), outcome))

    @property
    def count(self) -> int:
        return sum(map(len, self._of_subject.values()))

    @property
    def last_at(self) -> float:
        return max((moment for events in self._of_subject.values() for _, moment, _ in events), default=0.0)

    @property
    def per_subject(self) -> float:
        """How many different judgments a subject had, by the median."""
        return middle([len({moment for _, moment, _ in events}) for events in self._of_subject.values()])

    def overtaken(self) -> tuple[int, list[str]]:
        """
        Compare the order of judgments with the order of receipt, subject by subject.

        Returns:
            How many events were judged after a newer one of their subject, and of these the subjects of those whose
            judgment changed something all the same; there shall be none.
        """
        late, wrong = 0, []
        for subject, events in self._of_subject.items():
            newest = 0.0
            for _, moment, outcome in sorted(events, reverse=True):
                newest = min(newest or moment, moment)
                if moment > newest:
                    late += 1
                    wrong += [] if outcome in _SUPERSEDED else [subject]
        return late, wrong
