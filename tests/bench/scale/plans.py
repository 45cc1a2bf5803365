"""
The plans of PostgreSQL.

What is prepared has two plans: one for the parameters at hand, and one for any. PostgreSQL takes the latter only when
it is no dearer than the former with the planning of it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from tests.bench.scale.plan import Plan
from tests.bench.scale.watch import Sent

_PARAMETER = re.compile(r"%\((\w+)\)s")
_TO_PLAN = 2.5
"""Cost of planning, for each table and once more. Source: cached_plan_cost in plancache.c. [seen in code]"""
_SIZES = "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


def sizes(connection: Connection) -> Mapping[str, int]:
    """Return the rows of each table, as they were last counted."""
    return {row.relname: int(row.reltuples) for row in connection.exec_driver_sql(_SIZES)}


def plans(connection: Connection, sent: Sent) -> Iterator[Plan]:
    """Yield the plans that may be taken."""
    custom = _explain(connection, f"EXPLAIN (FORMAT JSON) {sent.statement}", sent.parameters)
    yield _plan(custom, is_generic=False)
    tables = [node for node in _nodes(custom) if "Relation Name" in node]
    generic = _generic(connection, sent)
    if generic is not None and generic["Total Cost"] <= custom["Total Cost"] + _TO_PLAN * (len(tables) + 1):
        yield _plan(generic, is_generic=True)


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


def _plan(root: Mapping[str, Any], *, is_generic: bool) -> Plan:
    read_whole = frozenset(node["Relation Name"] for node in _nodes(root) if node["Node Type"] == "Seq Scan")
    return Plan(read_whole, root["Total Cost"], is_generic)


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
