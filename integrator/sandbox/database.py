"""The sandbox's state: JSON documents by kind and id in one SQLite file, safe to use from any thread."""

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    doc TEXT NOT NULL,
    UNIQUE (kind, id)
);
CREATE TABLE IF NOT EXISTS sequences (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Database:
    """
    Documents in insertion order; a changed document keeps its place.

    What is handed out is a copy: a change counts only after `put`. Outside `transaction()` each call commits
    by itself.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._depth = 0
        self._indexed: set[str] = set()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # NORMAL survives the death of the process, which is all that a sandbox has to survive.
        self._connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {_SCHEMA}")

    def put(self, kind: str, id: str, doc: Document) -> None:  # noqa: A002 - the word of the interface
        """Insert or replace one document."""
        text = json.dumps(doc, ensure_ascii=False, separators=(",", ":"))
        with self.transaction():
            self._connection.execute(
                "INSERT INTO documents (kind, id, doc) VALUES (?, ?, ?) "
                "ON CONFLICT (kind, id) DO UPDATE SET doc = excluded.doc",
                (kind, id, text),
            )

    def get(self, kind: str, id: str) -> Document | None:  # noqa: A002 - the word of the interface
        found = self._read("SELECT doc FROM documents WHERE kind = ? AND id = ?", (kind, id))
        return found[0] if found else None

    def all(self, kind: str) -> list[Document]:
        return self._read("SELECT doc FROM documents WHERE kind = ? ORDER BY seq", (kind,))

    def find(self, kind: str, field: str, value: str) -> list[Document]:
        """Return the documents whose top-level text `field` is `value`, in insertion order, by an index."""
        if not _FIELD.fullmatch(field):
            raise ValueError(f"{field!r} is no field name")
        path = f"json_extract(doc, '$.{field}')"
        with self._lock:
            if field not in self._indexed:
                self._connection.execute(f"CREATE INDEX IF NOT EXISTS by_{field} ON documents (kind, {path})")
                self._indexed.add(field)
            # The name was checked above, and an index on an expression needs the very same text.
            return self._read(
                f"SELECT doc FROM documents WHERE kind = ? AND {path} = ? ORDER BY seq",  # noqa: S608
                (kind, value),
            )

    def delete(self, kind: str, id: str) -> None:  # noqa: A002 - the word of the interface
        """Remove one document; an unknown one is no error."""
        with self.transaction():
            self._connection.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, id))

    def delete_all(self, kind: str) -> int:
        """Remove the documents of one kind; return how many there were."""
        with self.transaction():
            return self._connection.execute("DELETE FROM documents WHERE kind = ?", (kind,)).rowcount

    def next_number(self, sequence: str, start: int = 1) -> int:
        """Return `start` at the first call for `sequence`, then one more each time."""
        with self.transaction():
            row = self._connection.execute(
                "INSERT INTO sequences (name, value) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
                (sequence, start),
            ).fetchone()
        return int(row[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end, roll back on an exception; nested ones belong to the outermost."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if outermost:
                    self._connection.execute("COMMIT")
            except BaseException:
                if outermost:
                    self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what was written inside when an exception leaves it, and let the transaction around it go on."""
        with self.transaction():
            name = f"attempt_{self._depth}"
            self._connection.execute(f"SAVEPOINT {name}")
            try:
                yield
            except BaseException:
                self._connection.execute(f"ROLLBACK TO {name}")
                raise
            finally:
                self._connection.execute(f"RELEASE {name}")

    def reset(self) -> None:
        """Forget every document and start every sequence anew."""
        with self.transaction():
            self._connection.execute("DELETE FROM documents")
            self._connection.execute("DELETE FROM sequences")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _read(self, statement: str, parameters: tuple[str, ...]) -> list[Document]:
        with self._lock:
            rows = self._connection.execute(statement, parameters).fetchall()
        return [json.loads(text) for (text,) in rows]
