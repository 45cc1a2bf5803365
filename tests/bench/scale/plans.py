"""
The plans of PostgreSQL for statements that were sent, and those that read a large table from end to end.

What is prepared has two plans: one for the parameters at hand, and one for any. PostgreSQL takes the latter only when
it is no dearer than the former with the planning of it.
"""

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
_TO_PLAN = 2.5
"""Cost of planning, for each table and once more. Source: cached_plan_cost in plancache.c. [seen in code]"""
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
    """In the plan for any parameters; else in the one for those of the statement's first use."""


def scans(ledger: Ledger, sent: Mapping[str, Sent], *, large: int = LARGE) -> list[Scan]:
    """Return the sequential scans of tables with more than `large` rows; statistics must be up to date."""
    found = []
    with ledger.read() as connection:
        sizes = {row.relname: int(row.reltuples) for row in connection.exec_driver_sql(_SIZES)}
        for one in sent.values():
            if not one.statement.lstrip("( ").startswith(_PLANNED):
                continue
            for is_generic, plan in _plans(connection, one):
                found += [
                    Scan(one.statement, table, sizes[table], plan["Total Cost"], is_generic)
                    for table in sorted(_read_whole(plan))
                    if sizes.get(table, 0) > large
                ]
    return found


def _plans(connection: Connection, sent: Sent) -> Iterator[tuple[bool, Mapping[str, Any]]]:
    """Yield the plans that may be taken, and of each whether it is the generic one."""
    custom = _explain(connection, f"EXPLAIN (FORMAT JSON) {sent.statement}", sent.parameters)
    yield False, custom
    tables = [node for node in _nodes(custom) if "Relation Name" in node]
    generic = _generic(connection, sent)
    if generic is not None and generic["Total Cost"] <= custom["Total Cost"] + _TO_PLAN * (len(tables) + 1):
        yield True, generic


def _generic(connection: Connection, sent: Sent) -> Mapping[str, Any] | None:
    names = list(dict.fromkeys(_PARAMETER.findall(sent.statement)))
    if not names:
        return None
    numbered = _PARAMETER.sub(lambda one: f"${names.index(one[1]) + 1}", sent.statement).replace("%%", "%")
    values = ", ".join(["NULL"] * len(names))
    for command in ("SET LOCAL plan_cache_mode = force_generic_plan", f"PREPARE looked_at AS {numbered}"):
        connection.exec_driver_sql(command.replace("%", "%%"))
    try:
        return _explain(connection, f"EXPLAIN (FORMAT JSON) EXECUTE looked_at ({values})", None)
    finally:
        connection.exec_driver_sql("DEALLOCATE looked_at")
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = auto")


def _explain(connection: Connection, statement: str, parameters: Any) -> Mapping[str, Any]:
    found = connection.exec_driver_sql(statement, parameters).scalar_one()
    plan: Mapping[str, Any] = found[0]["Plan"]
    return plan


def _read_whole(plan: Mapping[str, Any]) -> set[str]:
    return {node["Relation Name"] for node in _nodes(plan) if node["Node Type"] == "Seq Scan"}


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
