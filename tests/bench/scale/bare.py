"""Tables without keys and indexes while they are filled: made once for all rows, they cost a fraction."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from integrator.ledger.tables import metadata

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f'
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
    ORDER BY contype = 'f' DESC
"""


@contextmanager
def bare(url: str) -> Iterator[None]:
    """Take keys and indexes off all tables of a ledger; make the same ones again at the end."""
    indexes = sorted(
        (one for table in metadata.tables.values() for one in table.indexes), key=lambda one: str(one.name)
    )
    with psycopg.connect(url) as connection:
        constraints = connection.execute(_CONSTRAINTS).fetchall()
        for index in indexes:
            connection.execute(f"DROP INDEX {index.name}")
        for table, name, _, _ in constraints:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    with psycopg.connect(url) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        for table, name, definition, is_foreign in constraints:
            if not is_foreign:
                connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for index in indexes:
            connection.execute(str(CreateIndex(index).compile(dialect=postgresql.dialect())))  # type: ignore[no-untyped-call]
        for table, name, definition, is_foreign in constraints:
            if is_foreign:
                connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
