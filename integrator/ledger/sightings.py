"""
Sightings: the newest state of each subject that was judged, so that a sweep can tell what was never looked at.

A subject counts as handled when a judgment read it at least as new as the list shows it, with the same facets, and was
asked about every topic that Shopify must have sent. What a sweep found is written down with the state it found, so that
the same state is raised once, however many rounds see it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, literal_column, or_, select, update

from integrator.cases import Case
from integrator.ledger import events
from integrator.ledger.audit import Entry, append
from integrator.ledger.database import Ledger, rows
from integrator.ledger.events import NewEvent
from integrator.ledger.inserts import once
from integrator.ledger.tables import cases, runs, sightings
from integrator.ledger.tables import events as events_table

Standing = Literal["handled", "waiting", "missing"]
"""`waiting`: an event is pending or in front of a person, or a sweep has raised this very state already."""


_PATIENCE = timedelta(minutes=30)
"""How long a state that was raised may stay unjudged before it is raised again."""

_SWEEP: ColumnElement[str] = literal_column("'sweep'")
"""As the condition of the partial index says it."""

_OURS = (
    sightings.c.store == bindparam("of_store"),
    sightings.c.kind == bindparam("of_kind"),
    sightings.c.subject == bindparam("of_subject"),
)
_GET = select(sightings).where(*_OURS)
_LOCK = _GET.with_for_update()
_BEGIN = once(sightings)
_CHANGE = update(sightings).where(*_OURS)


@dataclass(frozen=True)
class Reading:
    """One state of a subject: from a list, or as it was judged."""

    store: str
    kind: str
    """`order`, ..."""
    subject: str
    """Shopify gid."""
    updated_at: datetime
    digest: str
    topics: frozenset[str] = frozenset()
    """From a list: those that must have come. As judged: those that were asked."""
    name: str = ""


def judged(ledger: Ledger, connection: Connection, reading: Reading, *, origin: str) -> None:
    """Note what a judgment has read; an older reading than the one known changes nothing but the topics."""
    row = _lock(connection, reading)
    values: dict[str, Any] = {"topics": sorted({*row.topics, *reading.topics})}
    if row.judged_at is None or reading.updated_at >= row.updated_at:
        values |= {"updated_at": reading.updated_at, "digest": reading.digest, "origin": origin}
        values |= {"judged_at": ledger.now(connection)}
    connection.execute(_CHANGE, {**_key(reading), **values})


def standing_of(ledger: Ledger, connection: Connection, reading: Reading) -> Standing:
    """Say whether the state that a list shows was looked at."""
    row = connection.execute(_GET, _key(reading)).first()
    if row is not None and _is_handled(row, reading):
        return "handled"
    # A judgment that read an older state, because Shopify's own reading lagged, is asked for once more.
    is_fresh = (
        row is not None
        and (row.found_updated_at, row.found_digest) == (reading.updated_at, reading.digest)
        and row.found_at > ledger.now(connection) - _PATIENCE
    )
    return "waiting" if is_fresh or _has_event_waiting(connection, reading) else "missing"


def topics_asked(connection: Connection, reading: Reading) -> frozenset[str]:
    """Return the topics that rules were ever asked about for this subject."""
    row = connection.execute(_GET, _key(reading)).first()
    return frozenset(row.topics if row else ())


def raise_late(ledger: Ledger, connection: Connection, reading: Reading, *, topic: str, quiet: bool) -> None:
    """Raise the event of a state that nobody told us of, and note that it was raised."""
    row = _lock(connection, reading)
    new = NewEvent(
        store=reading.store,
        topic=topic,
        subject=reading.subject,
        source="sweep",
        occurred_at=reading.updated_at,
        quiet=quiet,
    )
    event_id = events.add(ledger, connection, new)
    found = {"found_updated_at": reading.updated_at, "found_digest": reading.digest}
    connection.execute(_CHANGE, {**_key(reading), **found, "found_at": ledger.now(connection)})
    never = row.judged_at is None
    detail = {"event": event_id, "kind": reading.kind, "quiet": quiet, "state": "never seen" if never else "changed"}
    append(
        ledger,
        connection,
        Entry(actor="sweep", action="sweep.found", store=reading.store, subject=reading.subject, detail=detail),
    )


def mark_late(connection: Connection, case: Case, *, late: bool, with_runs: bool) -> None:
    """Write on a case, and if wanted on the runs of its generation, whether only a sweep told us."""
    connection.execute(update(cases).where(cases.c.id == case.id).values(late=late))
    if with_runs:
        ours = (runs.c.case_id == case.id, runs.c.generation == case.generation)
        connection.execute(update(runs).where(*ours).values(late=late))


def found_late(ledger: Ledger, *, store: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """Return the events that sweeps raised, newest first."""
    names = ("id", "store", "subject", "occurred_at", "quiet", "state", "outcome")
    query = select(*(events_table.c[name] for name in names)).where(events_table.c.source == _SWEEP)
    if store:
        query = query.where(events_table.c.store == store)
    with ledger.read() as connection:
        return rows(connection.execute(query.order_by(events_table.c.id.desc()).limit(limit)))


def _is_handled(row: Any, reading: Reading) -> bool:
    if row.judged_at is None or reading.topics - {*row.topics}:
        return False
    if reading.updated_at != row.updated_at:
        # A list lags behind writes, so one that is older than what was judged says nothing new.
        return bool(reading.updated_at < row.updated_at)
    return bool(reading.digest == row.digest)


def _has_event_waiting(connection: Connection, reading: Reading) -> bool:
    waiting = exists().where(
        events_table.c.store == reading.store,
        events_table.c.subject == reading.subject,
        or_(
            events_table.c.state == "pending",
            and_(events_table.c.state == "parked", events_table.c.occurred_at >= reading.updated_at),
        ),
    )
    return bool(connection.execute(select(waiting)).scalar())


def _lock(connection: Connection, reading: Reading) -> Any:
    new = {
        "store": reading.store,
        "kind": reading.kind,
        "subject": reading.subject,
        "updated_at": reading.updated_at,
        "digest": "",
        "topics": [],
        "origin": "",
        "found_digest": "",
    }
    _BEGIN.write(connection, new)
    return connection.execute(_LOCK, _key(reading)).one()


def _key(reading: Reading) -> dict[str, str]:
    return {"of_store": reading.store, "of_kind": reading.kind, "of_subject": reading.subject}
