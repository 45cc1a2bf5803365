"""
Statements of the hot paths: on PostgreSQL they go past SQLAlchemy, whose way to the driver costs more than the driver.

They are written in SQLAlchemy's words all the same; their text is compiled once. All values are parameters with names.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect


class Direct:
    """One statement; rows have the names of its columns. Of what is given it takes what it has parameters for."""

    def __init__(self, statement: Any, *, sqlite: Any = None) -> None:
        """Take a statement, and another one for SQLite where the words differ; its text is made at the first use."""
        self._statement = statement
        self._for_sqlite = statement if sqlite is None else sqlite

    def first(self, connection: Connection, given: Mapping[str, Any]) -> Any | None:
        """Execute it within the transaction of `connection` and return its first row."""
        if connection.dialect.name == "sqlite":
            return connection.execute(self._for_sqlite, given).first()
        return self.send(_driver_of(connection), given).fetchone()

    def all(self, connection: Connection, given: Mapping[str, Any]) -> Sequence[Any]:
        """Execute it within the transaction of `connection` and return its rows."""
        if connection.dialect.name == "sqlite":
            return connection.execute(self._for_sqlite, given).all()
        return self.send(_driver_of(connection), given).fetchall()

    def write(self, connection: Connection, given: Mapping[str, Any]) -> None:
        """Execute it within the transaction of `connection`; it has no rows."""
        if connection.dialect.name == "sqlite":
            connection.execute(self._for_sqlite, given)
        else:
            self.send(_driver_of(connection), given)

    def send(self, driver: psycopg.Connection, given: Mapping[str, Any]) -> psycopg.Cursor[Any]:
        """Execute it on PostgreSQL's driver; it is prepared on each connection at its first use."""
        text, values = self.text_for(given)
        return driver.cursor(row_factory=namedtuple_row).execute(text, values, prepare=True)

    def text_for(self, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return what PostgreSQL's driver is told: the statement, and its parameters as they are written."""
        text, parameters = self._compiled
        values = {}
        for name, process, is_required in parameters:
            value = given[name] if is_required else given.get(name)
            values[name] = process(value) if process else value
        return text, values

    @cached_property
    def _compiled(self) -> tuple[str, Sequence[tuple[str, Callable[[Any], Any] | None, bool]]]:
        """Return the text, in which what never changes is written out, and its parameters with how each is written."""
        dialect: Dialect = psycopg_dialect.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types.
        compiled = self._statement.compile(dialect=dialect)
        named = {name: one for name, one in compiled.binds.items() if not one.unique}
        state = compiled.construct_expanded_state({name: one.value for name, one in named.items()})
        text = state.statement
        for name, value in state.parameters.items():
            if name not in named:
                text = text.replace(f"%({name})s", sql.Literal(value).as_string(None).replace("%", "%%"))
        return text, [
            (name, one.type.dialect_impl(dialect).bind_processor(dialect), one.required) for name, one in named.items()
        ]


def _driver_of(connection: Connection) -> psycopg.Connection:
    return cast("psycopg.Connection", connection.connection.driver_connection)
