"""What exists elsewhere because of us: documents, holds and legs, each found again by its natural key."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from integrator.cases import Case
from integrator.events.order import Hold
from integrator.ledger.database import Ledger
from integrator.ledger.ids import new_id
from integrator.ledger.inserts import once, replacing
from integrator.ledger.tables import documents, holds, legs

_FILE = once(documents)
_PLACE = once(holds)
_SET_LEG = replacing(
    legs, key=("case_id", "system", "kind", "generation"), columns=("remote_id", "told", "state", "at")
)


@dataclass(frozen=True)
class FiledDocument:
    """A document and the place it is stored in."""

    store: str
    subject: str
    kind: str
    content_hash: str
    name: str
    system: str
    remote_id: str
    version: int
    retention: str
    personal_data: str
    reason: str


def find_document(connection: Connection, *, store: str, subject: str, kind: str, content_hash: str) -> str | None:
    """Return the remote id under which this very content is stored already."""
    return connection.execute(
        select(documents.c.remote_id).where(
            documents.c.store == store,
            documents.c.subject == subject,
            documents.c.kind == kind,
            documents.c.content_hash == content_hash,
        )
    ).scalar()


def add_document(ledger: Ledger, connection: Connection, filed: FiledDocument) -> None:
    """Write where a document lies; the same content of the same kind and subject is written once."""
    _FILE.write(connection, {"id": new_id(), "filed_at": ledger.now(connection), **filed.__dict__})


def count_documents(connection: Connection, *, store: str, subject: str, kind: str) -> int:
    query = select(func.count()).where(
        documents.c.store == store, documents.c.subject == subject, documents.c.kind == kind
    )
    return int(connection.execute(query).scalar_one())


def add_holds(
    ledger: Ledger, connection: Connection, placed: Iterable[Hold], *, store: str, case_id: str, run_id: str
) -> None:
    """Write the holds of a case; a hold that is known already stays as it is."""
    now = ledger.now(connection)
    for hold in placed:
        new = {
            "store": store,
            "hold_id": hold.id,
            "fulfillment_order": hold.fulfillment_order,
            "handle": hold.handle,
            "case_id": case_id,
            "run_id": run_id,
            "placed_at": now,
        }
        _PLACE.write(connection, new)


def end_holds(ledger: Ledger, connection: Connection, case_id: str) -> None:
    """Write that no hold of the case stands any more."""
    connection.execute(
        update(holds)
        .where(holds.c.case_id == case_id, holds.c.released_at.is_(None))
        .values(released_at=ledger.now(connection))
    )


@dataclass(frozen=True)
class Leg:
    """The part of a case that lives in one product."""

    remote_id: str
    told: str
    """Hash of what the product was told last."""


def set_leg(
    ledger: Ledger, connection: Connection, case: Case, leg: Leg, *, system: str, kind: str, state: str
) -> None:
    """Write the leg of a case's generation."""
    key = {"case_id": case.id, "system": system, "kind": kind, "generation": case.generation}
    values = {"remote_id": leg.remote_id, "told": leg.told, "state": state, "at": ledger.now(connection)}
    _SET_LEG.write(connection, {**key, **values})


def find_leg(connection: Connection, case: Case, *, system: str, kind: str) -> Leg | None:
    """Return the leg of a case's generation."""
    row = connection.execute(
        select(legs.c.remote_id, legs.c.told).where(
            legs.c.case_id == case.id,
            legs.c.system == system,
            legs.c.kind == kind,
            legs.c.generation == case.generation,
        )
    ).first()
    return Leg(row.remote_id, row.told) if row else None
