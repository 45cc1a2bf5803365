"""
Inserts of rows that may be there already, written once for both databases.

    _NEW = once(deliveries, key=("store", "webhook_id"), returning=deliveries.c.id)
    row = connection.execute(_NEW.of(ledger), {"id": ..., "store": ...}).first()   # None: it was there

Statements of the hot paths are built once, at import, and take their values as parameters: building one anew for each
call costs more than sending it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite

from integrator.ledger.database import Ledger


@dataclass(frozen=True)
class Insert:
    """One insert in the words of either database."""

    sqlite: Any
    postgresql: Any

    def of(self, ledger: Ledger) -> Any:
        return self.sqlite if ledger.is_sqlite else self.postgresql


def once(
    table: Table,
    *,
    key: Sequence[str] | None = None,
    where: ColumnElement[bool] | None = None,
    returning: Any = None,
) -> Insert:
    """
    Insert a row unless there is one with the same `key`, and return `returning` of a new one.

    Without a `key` any unique one counts; `where` is the condition of the key's partial index.
    """
    found = []
    for insert in (sqlite.insert(table), postgresql.insert(table)):
        statement: Any = insert.on_conflict_do_nothing(index_elements=key, index_where=where)
        found.append(statement if returning is None else statement.returning(returning))
    return Insert(*found)


def replacing(table: Table, *, key: Sequence[str], columns: Sequence[str]) -> Insert:
    """Insert a row, or write `columns` of the one with the same `key` anew."""
    found = [
        insert.on_conflict_do_update(index_elements=key, set_={column: insert.excluded[column] for column in columns})
        for insert in (sqlite.insert(table), postgresql.insert(table))
    ]
    return Insert(*found)
