"""What the ingress took in of the mutated bodies is drained: each one gets a recorded end, none stops the others."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from integrator.context import Connections
from integrator.intake import drain
from integrator.ledger import deliveries, upgrade
from integrator.ledger.deliveries import Delivery
from integrator.settings import Settings

_WANTED = frozenset({"orders/create", "orders/edited", "refunds/create"})


class _Stream:
    """Hands out rows of the journal in batches."""

    def __init__(self, rows: Sequence[sqlite3.Row]) -> None:
        self._rows = list(rows)

    def take(self, most: int) -> list[tuple[bytes, Delivery | None]]:
        batch, self._rows = self._rows[:most], self._rows[most:]
        return [(str(row["seq"]).encode(), _delivery(row)) for row in batch]

    def done(self, entry_ids: list[bytes]) -> None:
        del entry_ids

    def give_back(self, entry_ids: list[bytes]) -> None:
        raise AssertionError(f"the ledger was away for {len(entry_ids)} entries")


def drain_all(rows: Sequence[sqlite3.Row], *, data_dir: Path) -> tuple[Counter[str], list[str]]:
    """Drain the rows into a ledger of their own; return how many ended how, and what is missing or has no end."""
    connections = Connections(Settings(data_dir=data_dir, config_dir=Path("config"), database_url=""))
    upgrade.upgrade(connections.ledger)
    stream = _Stream(rows)
    while True:
        taken, _ = drain(connections, stream, wanted=_WANTED)  # type: ignore[arg-type]  # a stand-in
        if not taken:
            break
    found = deliveries.search(connections.ledger, limit=10**7)
    connections.close()
    known = {row["webhook_id"] for row in found}
    lost = [
        f"{row['webhook_id'][:40]} was accepted and is not in the ledger"
        for row in rows
        if row["webhook_id"] not in known
    ]
    return Counter(row["state"] for row in found), lost


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(
        store=row["store"],
        topic=row["topic"],
        webhook_id=row["webhook_id"],
        event_id=row["event_id"],
        triggered_at=row["triggered_at"][:64],
        api_version=row["api_version"][:32],
        received_at=datetime.fromtimestamp(row["received_at"] / 1000, UTC),
        journal=f"ingress-1:{row['seq']}",
        body=row["body"],
        body_hash=row["body_hash"],
    )
