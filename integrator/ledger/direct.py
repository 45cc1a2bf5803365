"""
Statements that each step sends to PostgreSQL, past SQLAlchemy, whose way to the driver costs more than the driver.

They are written in SQLAlchemy's words all the same; their text is compiled once.
"""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect


class Direct:
    """One statement, ready for the driver; it is prepared on each connection at its first use."""

    def __init__(self, statement: Any) -> None:
        dialect: Dialect = psycopg_dialect.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types.
        compiled = statement.compile(dialect=dialect)
        self._given = [name for name, parameter in compiled.binds.items() if parameter.required]
        state = compiled.construct_expanded_state(dict.fromkeys(self._given))
        self._text = state.statement
        self._fixed = {name: value for name, value in state.parameters.items() if name not in self._given}
        self._written: dict[str, Callable[[Any], Any]] = {}
        for name, parameter in compiled.binds.items():
            process = parameter.type.dialect_impl(dialect).bind_processor(dialect)
            if process is not None:
                self._written[name] = process

    def send(self, connection: psycopg.Connection, given: Mapping[str, Any]) -> psycopg.Cursor[Any]:
        """Execute the statement; rows have the names of its columns. Of `given` it takes what it has parameters for."""
        values = dict(self._fixed)
        for name in self._given:
            value = given[name]
            process = self._written.get(name)
            values[name] = value if process is None else process(value)
        return connection.cursor(row_factory=namedtuple_row).execute(self._text, values, prepare=True)
