"""Tables without keys and indexes while they are filled: made once for all rows, they cost a fraction."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f'
    FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
    ORDER BY contype = 'f' DESC
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
"""


@contextmanager
def bare(url: str) -> Iterator[None]:
    """Take keys and indexes off all tables of a database; make the same ones again at the end."""
    with psycopg.connect(url) as connection:
        indexes = connection.execute(_INDEXES).fetchall()
        constraints = connection.execute(_CONSTRAINTS).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        for table, name, _, _ in constraints:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    with psycopg.connect(url) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'")
        for table, name, definition, is_foreign in reversed(constraints):
            if not is_foreign:
                connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for _, definition in indexes:
            connection.execute(definition)
        for table, name, definition, is_foreign in constraints:
            if is_foreign:
                connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
