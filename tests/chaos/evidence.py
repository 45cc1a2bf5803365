"""What is known after an attack: the store's side, the ledger's side, the harness's own notes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from integrator.ledger.database import Ledger, rows
from integrator.ledger.tables import metadata

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Everything the checker may look at; plain JSON, so that a failed run can be judged again."""

    effects: Sequence[Row]
    """Lines of the sandbox's effect ledger, in the order in which the effects happened."""
    deliveries: Sequence[Row]
    """What the store's side saw: `webhook_id`, `store`, `topic`, `subject`, `attempts` (`status`, `at`), `forged`."""
    tables: Mapping[str, Sequence[Row]]
    """Every table of the ledger by name."""
    orders: Mapping[str, Row] = field(default_factory=dict)
    """Order gid to what the store shows at the end."""
    intents: Sequence[Row] = ()
    """What the load meant: `order`, `kind`, `word`, `merchant`, `at`."""
    faults: Sequence[Row] = ()
    """What was injected: `name`, `target`, `at`, `until`."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Logs and captures by name."""
    canaries: Sequence[str] = ()
    """Personal data and secrets that may stand in no text."""
    measures: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Samples over time by name, such as `rss:w1` in bytes."""
    seed: str = ""
    lease: float = 12.0
    """Seconds for which a worker had the right to a run."""
    quiet_after: float = 0.0
    """Seconds from the end of the faults until nothing was due any more; infinite when that never came."""

    def save(self, folder: Path) -> None:
        """Write one JSON file per field."""
        folder.mkdir(parents=True, exist_ok=True)
        for one in fields(self):
            text = json.dumps(getattr(self, one.name), default=_plain, ensure_ascii=False, indent=1)
            (folder / f"{one.name}.json").write_text(text)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; moments come back as text in ISO form."""
        return cls(**{one.name: json.loads((folder / f"{one.name}.json").read_text()) for one in fields(cls)})


_ALL = {table.name: select(table) for table in metadata.sorted_tables}


def read_tables(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, moments as ISO text, bytes as their length."""
    with ledger.read() as connection:
        return {
            name: [{key: _told(value) for key, value in row.items()} for row in rows(connection.execute(query))]
            for name, query in _ALL.items()
        }


def _told(value: Any) -> Any:
    return _plain(value) if isinstance(value, datetime | bytes | memoryview) else value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"{len(value)} bytes"
    raise TypeError(f"evidence cannot hold a {type(value).__name__}")
