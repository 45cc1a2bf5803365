"""Which access scopes a selection needs: of any of a list, one must be granted."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

_COMPLETED = {
    "refundCreate": ("write_orders",),
    "orderMarkAsPaid": ("write_orders",),
    "orderRiskAssessmentCreate": ("write_orders",),
    "draftOrderCreate": ("write_draft_orders",),
}
"""Where the published scopes have no entry. Source: contract operations, operation table. [inferred]"""

_FILE = Path(__file__).with_name("access-scopes-2026-07.json")


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return table


@cache
def of_field(kind: str, name: str, gives: str) -> tuple[str, ...]:
    """
    Return the scopes for the field `name` of the type `kind`, whose value is of the type `gives` or a list of it.

    Source: contract operations, `access-scopes.json`; a scope of a type applies to every selection of it.
    [documented]
    """
    table = _table()
    by_place = {"QueryRoot": table["query"], "Mutation": table["mutation"]}.get(kind)
    own = table["field"].get(f"{kind}.{name}") if by_place is None else by_place.get(name)
    return tuple(own or table["type"].get(gives.removesuffix("Connection"), ()) or _COMPLETED.get(name, ()))


def of_topic(topic: str) -> tuple[str, ...]:
    """Return the scopes for subscribing to a topic of the enum, such as `ORDERS_CREATE`."""
    return tuple(_table()["webhook_topic"].get(topic, {}).get("any_of", ()))


def granted(held: Iterable[str], any_of: tuple[str, ...]) -> bool:
    """Whether one of `any_of` is held; empty means that nothing is needed. A write scope includes its read scope."""
    if not any_of:
        return True
    scopes = set(held)
    scopes |= {f"read_{scope.removeprefix('write_')}" for scope in scopes if scope.startswith("write_")}
    return not scopes.isdisjoint(any_of)
