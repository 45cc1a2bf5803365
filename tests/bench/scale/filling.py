"""Filling a ledger with copies of a history: one COPY per table, all at once, into tables without indexes."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from tests.bench.scale.bare import bare
from tests.bench.scale.filling_sqlite import fill_sqlite
from tests.bench.scale.pattern import Copy, Pattern

BODY_BYTES = 2_500
"""Of each delivery's sealed body, random, which nobody opens; large enough to lie outside of its row."""
_SPAN = timedelta(days=730)
_AGE = timedelta(days=2)
_CHUNK = 1 << 20


def fill(url: str, pattern: Pattern, runs: int) -> int:
    """
    Put `runs` ended runs, or a few more, with everything that belongs to them into an empty ledger; return how many.

    The deliveries' bodies are no sealed orders: whoever replays one is told so.

    Args:
        url: libpq's URL, or `sqlite:///` and a path.
        pattern: not used before: the audit chain begins with it.
        runs: 0 leaves the ledger empty.
    """
    if not runs:
        return 0
    until = datetime.now(UTC) - _AGE
    copies = pattern.copies(runs, since=until - _SPAN, until=until)
    if url.startswith("sqlite"):
        return fill_sqlite(Path(url.removeprefix("sqlite:///")), pattern, copies, body=os.urandom(BODY_BYTES))
    return _fill_postgres(url, pattern, copies)


def _fill_postgres(url: str, pattern: Pattern, copies: Iterable[Copy]) -> int:
    with psycopg.connect(url, autocommit=True) as connection, bare(url):
        connection.execute(f"ALTER TABLE deliveries ALTER body SET DEFAULT '\\x{os.urandom(BODY_BYTES).hex()}'")
        runs = _copy(url, pattern, copies)
        connection.execute("ALTER TABLE deliveries ALTER body DROP DEFAULT")
        connection.execute("SELECT setval(pg_get_serial_sequence('audit', 'id'), %s)", [pattern.audited])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    return runs


def _copy(url: str, pattern: Pattern, copies: Iterable[Copy]) -> int:
    runs = 0
    with ExitStack() as stack:
        streams = {}
        for table, columns in pattern.columns.items():
            connection = stack.enter_context(psycopg.connect(url))
            # Rows of a table that was emptied in the same transaction can be written as if they were old already.
            connection.execute(f"TRUNCATE {table}")
            names = ", ".join(f'"{column}"' for column in columns)
            copying = connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN WITH (FREEZE)")
            streams[table] = stack.enter_context(copying)
        for table, text, number in _chunks(copies):
            streams[table].write(text)
            runs += number
    return runs


def _chunks(copies: Iterable[Copy]) -> Iterator[tuple[str, str, int]]:
    """Gather lines of a table to texts worth sending; yield table, text and how many more runs were begun."""
    gathered: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    begun = 0
    for copy in copies:
        begun += copy.runs
        for table, text in copy.lines.items():
            gathered.setdefault(table, []).append(text)
            sizes[table] = sizes.get(table, 0) + len(text)
            if sizes[table] > _CHUNK:
                yield table, "".join(gathered.pop(table)), begun
                sizes[table] = begun = 0
    for table, texts in gathered.items():
        yield table, "".join(texts), begun
        begun = 0
