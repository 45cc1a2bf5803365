"""
Indexes on tables that may be large: built while the fleet goes on writing.

PostgreSQL builds such an index outside of a transaction and leaves an unusable one behind when it is killed; whoever
repeats the migration takes that away and begins anew.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

_UNUSABLE = sa.text(
    "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT (indisvalid AND indisready))"
)


def add_index(name: str, table: str, columns: Sequence[str], *, where: Any = None) -> None:
    """Add an index unless it is there already; nobody waits for it, and it takes the time it takes."""
    if op.get_bind().dialect.name != "postgresql":
        op.create_index(name, table, columns, unique=False, sqlite_where=where, if_not_exists=True)
        return
    with op.get_context().autocommit_block():
        # It waits for every older transaction, such as a backup's, and holds nobody up meanwhile.
        op.execute("SET lock_timeout = 0")
        if op.get_bind().execute(_UNUSABLE, {"name": name}).scalar():
            op.execute(f"DROP INDEX CONCURRENTLY {name}")
        op.create_index(
            name,
            table,
            columns,
            unique=False,
            postgresql_where=where,
            postgresql_concurrently=True,
            if_not_exists=True,
        )
        op.execute("RESET lock_timeout")
