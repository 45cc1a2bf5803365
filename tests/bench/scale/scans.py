"""Statements that read a large table from end to end, as the database itself plans them."""

from collections.abc import Mapping
from dataclasses import dataclass

from integrator.ledger.database import Ledger
from tests.bench.scale import plans, plans_sqlite
from tests.bench.scale.watch import Sent

LARGE = 10_000
"""Rows from which on a table is not to be read from end to end."""
_PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(frozen=True)
class Scan:
    """A table that a statement reads from end to end."""

    statement: str
    table: str
    rows: int
    cost: float
    """Of the whole statement, as PostgreSQL counts; 0 when nobody counts."""
    is_generic: bool
    """In the plan for any parameters; else in the one for those of the statement's first use."""


def scans(ledger: Ledger, sent: Mapping[str, Sent], *, large: int = LARGE) -> list[Scan]:
    """Return the scans of tables with more than `large` rows; PostgreSQL's statistics must be up to date."""
    database = plans_sqlite if ledger.is_sqlite else plans
    planned = [one for one in sent.values() if one.statement.lstrip("( ").startswith(_PLANNED)]
    with ledger.read() as connection:
        sizes = database.sizes(connection)
        return [
            Scan(one.statement, table, sizes[table], plan.cost, plan.is_generic)
            for one in planned
            for plan in database.plans(connection, one)
            for table in sorted(plan.read_whole)
            if sizes.get(table, 0) > large
        ]
