"""The plans of PostgreSQL for statements that were sent, and those that read a large table from end to end."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from integrator.ledger.database import Ledger
from tests.bench.scale.watch import Sent

LARGE = 10_000
"""Rows from which on a table is not to be read from end to end."""
_PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
_PARAMETER = re.compile(r"%\((\w+)\)s")
_SIZES = "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@dataclass(frozen=True)
class Scan:
    """A table that a statement reads from end to end."""

    statement: str
    table: str
    rows: int
    cost: float
    """Of the whole statement, as PostgreSQL counts."""
    is_generic: bool
    """With any parameters, as the server plans what was prepared; else with those of the statement's first use."""


def scans(ledger: Ledger, sent: Mapping[str, Sent], *, large: int = LARGE) -> list[Scan]:
    """Return the sequential scans of tables with more than `large` rows; statistics must be up to date."""
    found = []
    with ledger.read() as connection:
        sizes = {row.relname: int(row.reltuples) for row in connection.exec_driver_sql(_SIZES)}
        for one in sent.values():
            if not one.statement.lstrip("( ").startswith(_PLANNED):
                continue
            for is_generic, plan in _plans(connection, one):
                for table in sorted({node["Relation Name"] for node in _nodes(plan) if node["Node Type"] == "Seq Scan"}):
                    if sizes.get(table, 0) > large:
                        found.append(Scan(one.statement, table, sizes[table], plan["Total Cost"], is_generic))
    return found


def _plans(connection: Connection, sent: Sent) -> Iterator[tuple[bool, Mapping[str, Any]]]:
    yield False, _explain(connection, f"EXPLAIN (FORMAT JSON) {sent.statement}", sent.parameters)
    names = list(dict.fromkeys(_PARAMETER.findall(sent.statement)))
    if not names:
        return
    numbered = _PARAMETER.sub(lambda one: f"${names.index(one[1]) + 1}", sent.statement).replace("%%", "%")
    values = ", ".join(["NULL"] * len(names))
    for command in ("SET LOCAL plan_cache_mode = force_generic_plan", f"PREPARE looked_at AS {numbered}"):
        connection.exec_driver_sql(command.replace("%", "%%"))
    try:
        yield True, _explain(connection, f"EXPLAIN (FORMAT JSON) EXECUTE looked_at ({values})", None)
    finally:
        connection.exec_driver_sql("DEALLOCATE looked_at")
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = auto")


def _explain(connection: Connection, statement: str, parameters: Any) -> Mapping[str, Any]:
    found = connection.exec_driver_sql(statement, parameters).scalar_one()
    plan: Mapping[str, Any] = found[0]["Plan"]
    return plan


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
