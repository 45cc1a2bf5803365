"""Filling an SQLite ledger with copies of a history, in one transaction; nobody counts there, as in the product."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from integrator.ledger.tables import metadata
from integrator.ledger.types import UtcDateTime
from tests.bench.scale.pattern import Copy, Pattern

_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}


def fill_sqlite(path: Path, pattern: Pattern, copies: Iterable[Copy], *, body: bytes) -> int:
    """Insert the copies with `body` as each delivery's body; return how many runs they have."""
    runs = 0
    insert = {table: _insert(table, columns, body) for table, columns in pattern.columns.items()}
    moments = {table: _moments(table, columns) for table, columns in pattern.columns.items()}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        for copy in copies:
            runs += copy.runs
            for table, text in copy.lines.items():
                connection.executemany(insert[table], _values(text, moments[table]))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return runs


def _insert(table: str, columns: Sequence[str], body: bytes) -> str:
    names, places = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
    if table == "deliveries":
        names, places = f"{names}, body", f"{places}, x'{body.hex()}'"
    return f"INSERT INTO {table} ({names}) VALUES ({places})"


def _moments(table: str, columns: Sequence[str]) -> frozenset[int]:
    types = [metadata.tables[table].c[name].type for name in columns]
    return frozenset(place for place, one in enumerate(types) if isinstance(one, UtcDateTime))


def _values(text: str, moments: frozenset[int]) -> Iterator[list[str | None]]:
    """Read lines of COPY; SQLite itself turns digits into numbers."""
    for line in text.split("\n")[:-1]:
        yield [
            None if value == r"\N" else _moment(value) if place in moments else _plain(value)
            for place, value in enumerate(line.split("\t"))
        ]


def _moment(value: str) -> str:
    return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M:%S.%f}"


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: _MEANT[found[1]], value) if "\\" in value else value
