"""
A restored ledger: Redis remembers how far the ledger had come, and one that ends before that comes from a backup.

Remote systems have gone on meanwhile. So no worker starts on such a ledger until an operator has reconciled it: steps
that may have happened look first, the orders since the backup are compared, and the journal is shipped again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from integrator.context import Connections
from integrator.ledger import audit, runs
from integrator.ledger import steps as attempts
from integrator.ledger.alarms import clear_alarm, raise_alarm
from integrator.ledger.audit import Entry, append
from integrator.ledger.database import Connection
from integrator.sweeps import progress
from integrator.sweeps.kinds import ORDERS

CODE = "ledger_restored"
_ABOUT = "ledger"


class LedgerRestored(Exception):
    """The ledger is older than what Redis remembers of it; the text says what to do."""


@dataclass(frozen=True)
class Reconciled:
    """What was put right."""

    ended_at: datetime | None
    """Moment of the newest entry of the restored ledger."""
    runs: int
    """Runs whose present step looks before it acts."""
    stores: int
    """Stores that are compared from then on."""


def remember(connections: Connections) -> None:
    """Note how far the ledger has come, or raise an alarm when it ends before what was noted."""
    text = _what_is_wrong(connections)
    if text:
        with connections.ledger.write() as connection:
            raise_alarm(connections.ledger, connection, code=CODE, about=_ABOUT, text=text, severity="critical")
    else:
        _note(connections)


def require_present(connections: Connections) -> None:
    """Raise `LedgerRestored` when the ledger ends before what was noted."""
    text = _what_is_wrong(connections)
    if text:
        raise LedgerRestored(text)


def reconcile(connections: Connections, *, actor: str, reason: str) -> Reconciled:
    """Make a restored ledger fit to be worked on; doing it twice does no harm."""
    ledger = connections.ledger
    with ledger.write() as connection:
        ended_at = audit.ended_at(connection)
        doubtful = [run for run in runs.open_runs(connection) if run.state != "waiting"]
        for run in doubtful:
            row = runs.overrule(connection, run.id, attempts=run.attempts + 1, due_at=run.due_at)
            attempts.doubt(ledger, connection, row)
        compared = _compare_since(connections, connection, ended_at) if ended_at else 0
        clear_alarm(ledger, connection, code=CODE, about=_ABOUT)
        detail = {"runs": len(doubtful), "since": ended_at.isoformat() if ended_at else ""}
        append(ledger, connection, Entry(actor=actor, action="ledger.reconciled", reason=reason, detail=detail))
    # The ingress notices, and ships again what it has answered.
    connections.redis.delete(f"{connections.settings.key_prefix}generation")
    _note(connections)
    return Reconciled(ended_at, len(doubtful), compared)


def _compare_since(connections: Connections, connection: Connection, moment: datetime) -> int:
    places = [
        progress.rewind(connections.ledger, connection, store, ORDERS.name, to=moment) for store in connections.stores
    ]
    return sum(place is not None for place in places)


def _what_is_wrong(connections: Connections) -> str:
    newest = audit.newest(connections.ledger)
    noted = int(cast("bytes | None", connections.redis.get(_key(connections))) or 0)
    if noted <= newest:
        return ""
    return (
        f"The ledger ends at audit entry {newest}, but Redis remembers entry {noted}: an older ledger was restored, or "
        "another one is used with this Redis. See docs/operating.md, Backups, then: integrator ledger reconcile"
    )


def _note(connections: Connections) -> None:
    connections.redis.set(_key(connections), audit.newest(connections.ledger))


def _key(connections: Connections) -> str:
    return f"{connections.settings.key_prefix}ledger:newest"
