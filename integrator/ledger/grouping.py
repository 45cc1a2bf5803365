"""
Statements that several threads of a worker send at the same moment go together: one exchange, one commit.

A commit costs PostgreSQL as much as the statement before it, and an exchange costs the worker as much again. Nobody
waits for company: a thread that finds nobody writing writes at once, and what comes meanwhile is the next group.

Only for statements that wait for no lock, because the others of the group would wait with them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

import psycopg

from integrator.ledger.direct import Direct

_MOST = 16


class Group:
    """The way of all threads of a process to PostgreSQL."""

    def __init__(self, lend: Callable[[], AbstractContextManager[psycopg.Connection]]) -> None:
        """Take what lends a connection on which each statement is a transaction of its own."""
        self._lend = lend
        self._lock = Lock()
        self._waiting: list[_Entry] = []
        self._is_led = False

    def send(self, statement: Direct, given: Mapping[str, Any]) -> Sequence[Any]:
        """Execute a statement, maybe in one transaction with those of other threads, and return its rows."""
        own = _Entry(statement, given)
        with self._lock:
            self._waiting.append(own)
            own.leads = not self._is_led
            self._is_led = True
        if not own.leads:
            own.gate.acquire()
        if own.leads:
            self._lead(own)
        if own.rows is None:
            # One of the group failed, and with it all; each learns now whether it was the one.
            with self._lend() as driver:
                own.rows = statement.send(driver, given).fetchall()
        return own.rows

    def _lead(self, own: "_Entry") -> None:
        """Write what waits, of which `own` is the first; then let the next one lead what came meanwhile."""
        with self._lock:
            group, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
        try:
            self._write(group)
        finally:
            with self._lock:
                heir = self._waiting[0] if self._waiting else None
                self._is_led = heir is not None
            if heir is not None:
                heir.leads = True
                heir.gate.release()
            for entry in group:
                if entry is not own:
                    entry.gate.release()

    def _write(self, group: Sequence["_Entry"]) -> None:
        if len(group) == 1:
            with self._lend() as driver:
                group[0].rows = group[0].statement.send(driver, group[0].given).fetchall()
            return
        try:
            with self._lend() as driver:
                with driver.pipeline():
                    cursors = [entry.statement.send(driver, entry.given) for entry in group]
                found = [cursor.fetchall() for cursor in cursors]
        except Exception:  # noqa: BLE001 - each of the group tries alone, and raises what is its own.
            return
        for entry, rows in zip(group, found, strict=True):
            entry.rows = rows


class _Entry:
    """What one thread wants to be sent; `gate` opens when it was, or when this thread is to lead."""

    def __init__(self, statement: Direct, given: Mapping[str, Any]) -> None:
        self.statement = statement
        self.given = given
        self.rows: Sequence[Any] | None = None
        self.leads = False
        self.gate = Lock()
        self.gate.acquire()
