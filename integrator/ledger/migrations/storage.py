"""How PostgreSQL keeps a table: room in its pages, and how soon it is swept. SQLite has no such settings."""

from alembic import op


def set_storage(table: str, *, fillfactor: int, sweep_after: float) -> None:
    """
    Leave room on each new page of `table`, and sweep it after a share of its rows was changed.

    Args:
        table: its name.
        fillfactor: percent; a row that finds room on its own page is changed without touching its indexes.
        sweep_after: `autovacuum_vacuum_scale_factor`; PostgreSQL's default is 0.2.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"ALTER TABLE {table} SET (fillfactor = {fillfactor}, autovacuum_vacuum_scale_factor = {sweep_after})"
        )


def reset_storage(table: str) -> None:
    """Go back to PostgreSQL's defaults."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} RESET (fillfactor, autovacuum_vacuum_scale_factor)")
