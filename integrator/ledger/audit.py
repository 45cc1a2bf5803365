"""
The audit: who did what, when, why, with what result. Append-only.

Entries are written inside the transaction they tell about. A sealer links committed entries into one hash chain in the
order of their numbers, so that no transaction waits for another to learn its place in the chain.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, literal_column, select, update

from integrator.ledger.database import Ledger, rows
from integrator.ledger.inserts import new
from integrator.ledger.tables import audit

_START = "0" * 64
_COMMON = "step.done"
"""The action of nearly all entries; the index by action leaves it out, and a query has to say that it does, too."""

_INSERT = new(audit)
_LAST = select(audit.c.seq, audit.c.hash).where(audit.c.seq.is_not(None)).order_by(audit.c.seq.desc()).limit(1)
_UNSEALED = select(audit).where(audit.c.seq.is_(None)).order_by(audit.c.id).limit(bindparam("most"))
_SEAL = update(audit).where(audit.c.id == bindparam("entry"))


@dataclass(frozen=True)
class Entry:
    """One line of the audit; `detail` holds ids and words only, never personal data."""

    actor: str
    action: str
    store: str = ""
    subject: str = ""
    case_id: str = ""
    run_id: str = ""
    reason: str = ""
    detail: Mapping[str, Any] | None = None


_WRITTEN = ("actor", "action", "store", "subject", "case_id", "run_id", "reason")


def append(ledger: Ledger, connection: Connection, *entries: Entry) -> None:
    """Write `entries` as part of the open transaction."""
    now = ledger.now(connection)
    for entry in entries:
        values = {name: getattr(entry, name) for name in _WRITTEN}
        _INSERT.write(connection, {"at": now, **values, "detail": dict(entry.detail or {})})


def seal(ledger: Ledger, *, limit: int = 5000) -> int:
    """Link up to `limit` committed entries into the chain and return how many; safe to call from anywhere."""
    with ledger.write() as connection:
        if not ledger.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7461)")
        last = connection.execute(_LAST).first()
        seq, previous = (last.seq, last.hash) if last else (0, _START)
        sealed = []
        for row in connection.execute(_UNSEALED, {"most": limit}).all():
            seq += 1
            previous = _hash(previous, seq, row._mapping)  # noqa: SLF001 - the public name of a row's mapping.
            sealed.append({"entry": row.id, "seq": seq, "hash": previous})
        if sealed:
            connection.execute(_SEAL, sealed)
        return len(sealed)


def verify(ledger: Ledger) -> tuple[int, str]:
    """Walk the sealed chain; return how many entries fit and, when one does not, a text that names it."""
    checked, previous = 0, _START
    query = select(audit).where(audit.c.seq.is_not(None)).order_by(audit.c.seq).execution_options(yield_per=500)
    with ledger.read() as connection, connection.execute(query) as found:
        for row in found:
            if row.seq != checked + 1:
                return checked, f"entry {checked + 1} is missing: the next one is number {row.seq}"
            expected = _hash(previous, row.seq, row._mapping)  # noqa: SLF001 - the public name of a row's mapping.
            if row.hash != expected:
                return checked, f"entry {row.seq} ({row.action}) was changed after it was sealed"
            checked, previous = row.seq, row.hash
    return checked, ""


def find(
    ledger: Ledger, *, run_id: str = "", case_id: str = "", action: str = "", limit: int = 100
) -> list[dict[str, Any]]:
    """Return entries, newest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    for column, value in ((audit.c.run_id, run_id), (audit.c.case_id, case_id), (audit.c.action, action)):
        if value:
            query = query.where(column == value)
    if action not in {"", _COMMON}:
        query = query.where(audit.c.action != literal_column(f"'{_COMMON}'"))
    with ledger.read() as connection:
        return rows(connection.execute(query))


def newest(ledger: Ledger) -> int:
    """Return the number of the newest entry; it only grows, unless an older ledger is restored."""
    with ledger.read() as connection:
        return int(connection.execute(select(func.max(audit.c.id))).scalar() or 0)


def ended_at(connection: Connection) -> datetime | None:
    """Return the moment of the newest entry."""
    return connection.execute(select(audit.c.at).order_by(audit.c.id.desc()).limit(1)).scalar()


def count_unsealed(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return int(connection.execute(select(func.count()).where(audit.c.seq.is_(None))).scalar_one())


def _hash(previous: str, seq: int, row: Mapping[Any, Any]) -> str:
    fields = ("actor", "action", "store", "subject", "case_id", "run_id", "reason", "detail")
    content = {name: row[name] for name in fields} | {"seq": seq, "at": row["at"].isoformat()}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()
