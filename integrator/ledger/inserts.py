"""
Inserts, those of rows that may be there already among them, written once for both databases.

    _NEW = once(deliveries, key=("store", "webhook_id"), returning=deliveries.c.id)
    row = _NEW.first(connection, {"id": ..., "store": ...})   # None: it was there

Statements of the hot paths are built once, at import, and take their values as parameters: building one anew for each
call costs more than sending it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from integrator.ledger.direct import Direct


def new(table: Table) -> Direct:
    """Insert a row."""
    return Direct(_named(table), sqlite=sqlite.insert(table))


def once(
    table: Table,
    *,
    key: Sequence[str] | None = None,
    where: ColumnElement[bool] | None = None,
    returning: Any = None,
) -> Direct:
    """
    Insert a row unless there is one with the same `key`, and return `returning` of a new one.

    Without a `key` any unique one counts; `where` is the condition of the key's partial index.
    """

    def said(insert: Any) -> Any:
        statement = insert.on_conflict_do_nothing(index_elements=key, index_where=where)
        return statement if returning is None else statement.returning(returning)

    return Direct(said(_named(table)), sqlite=said(sqlite.insert(table)))


def replacing(table: Table, *, key: Sequence[str], columns: Sequence[str]) -> Direct:
    """Insert a row, or write `columns` of the one with the same `key` anew."""

    def said(insert: Any) -> Any:
        values = {column: insert.excluded[column] for column in columns}
        return insert.on_conflict_do_update(index_elements=key, set_=values)

    return Direct(said(_named(table)), sqlite=said(sqlite.insert(table)))


def _named(table: Table) -> Any:
    """
    Return PostgreSQL's insert of all columns but those that the database fills.

    A column that a call does not give is NULL.
    """
    written = [
        column for column in table.c if column.server_default is None and column is not table.autoincrement_column
    ]
    return postgresql.insert(table).values({column.name: _value_of(column) for column in written})


def _value_of(column: Column[Any]) -> Any:
    if column.nullable:
        return bindparam(column.name, None, type_=column.type)
    return bindparam(column.name, type_=column.type)
