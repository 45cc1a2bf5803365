"""
Open a journal's SQLite file.

WAL with `synchronous=FULL` makes COMMIT return only after fsync, which is what lets the ingress answer 200.
"""

import os
import sqlite3
from pathlib import Path

from integrator.ingress.errors import JournalUnknown

_VERSION = 1

# AUTOINCREMENT, because a number must not come back after old rows were deleted: what is shipped is told by
# number.
_SCHEMA = """
CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at INTEGER NOT NULL,
    store TEXT NOT NULL,
    topic TEXT NOT NULL,
    webhook_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    triggered_at TEXT NOT NULL,
    api_version TEXT NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL,
    body_hash TEXT NOT NULL
);
-- Deliveries up to last_seq were shipped in this minute (since 1970) or before.
CREATE TABLE shipments (minute INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL);
-- generation: the Redis we shipped to. again_after, again_until: deliveries that must be shipped once more.
CREATE TABLE marks (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""

LAST_SHIPPED = "SELECT coalesce(max(last_seq), 0) FROM shipments"
"""The number up to which everything was shipped."""


def open_for_writing(path: Path) -> sqlite3.Connection:
    """
    Open the journal, making it when missing.

    The caller begins and ends transactions itself and uses the connection from one thread at a time.

    Raises:
        JournalUnknown: another version made the file.
    """
    connection = sqlite3.connect(path, timeout=0.5, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _ensure_schema(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _ensure_schema(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT")
        _sync_folder(path.parent)
    elif version != _VERSION:
        raise JournalUnknown(f"{path} has version {version}; this program reads version {_VERSION}.")


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open an existing journal without the right to change it."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.5, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def unshipped_size(connection: sqlite3.Connection) -> tuple[int, int]:
    """Count rows and sealed bytes that Redis has never seen."""
    row = connection.execute(
        f"SELECT count(*), coalesce(sum(length(body)), 0) FROM deliveries WHERE seq > ({LAST_SHIPPED})"  # noqa: S608 - a constant.
    ).fetchone()
    return int(row[0]), int(row[1])


def oldest_unshipped(connection: sqlite3.Connection) -> int | None:
    """Tell when the oldest delivery came that Redis has never seen."""
    row = connection.execute(
        f"SELECT received_at FROM deliveries WHERE seq > ({LAST_SHIPPED}) ORDER BY seq LIMIT 1"  # noqa: S608 - a constant.
    ).fetchone()
    return row and int(row[0])


def _sync_folder(folder: Path) -> None:
    """Make the new file's name survive a power cut, as its content does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
