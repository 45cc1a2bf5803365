"""The plans of SQLite."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from tests.bench.scale.plan import Plan
from tests.bench.scale.watch import Sent

_SCAN = re.compile(r"SCAN (\w+)$")
"""One that goes along an index says so, and so ends when it has found enough."""
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"


def sizes(connection: Connection) -> Mapping[str, int]:
    """Return the rows of each table."""
    names = connection.exec_driver_sql(_TABLES).scalars().all()
    return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in names}


def plans(connection: Connection, sent: Sent) -> Iterator[Plan]:
    """Yield the plan of a statement."""
    steps = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent.statement}", sent.parameters)]
    scanned = (_SCAN.match(step) for step in steps)
    yield Plan(frozenset(one[1] for one in scanned if one and not _ends_early(sent.statement, steps)))


def _ends_early(statement: str, steps: Sequence[str]) -> bool:
    """Whether rows come as they lie, such as by number, and the first few are all that is wanted."""
    return "LIMIT" in statement and "WHERE" not in statement and not any("TEMP B-TREE" in step for step in steps)
