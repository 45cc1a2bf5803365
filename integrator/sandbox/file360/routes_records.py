"""Handlers for retention and holds (file360.md 5.3 rows 15 and 16)."""

from functools import partial
from typing import Any

from integrator.sandbox.file360.calls import Call, Table
from integrator.sandbox.file360.errors import invalid
from integrator.sandbox.file360.records import POLICIES


def policies(call: Call) -> Any:
    call.asked("page", "limit")
    rows = [
        {"name": one.name, "years": one.years, "months": one.months, "basis": one.basis} for one in POLICIES.values()
    ]
    return call.listed(rows)


def set_retention(call: Call, kind: str) -> Any:
    state = call.state
    item = call.item(kind, "manager")
    asked = call.fields({"policy": str, "event_date": str}, "policy")
    if state.records.set_policy(item, asked["policy"], asked.get("event_date")):
        state.items.touch(item, call.actor["id"])
        key = f"{item['id']} {item['policy']} until {item['retain_until']}"
        state.journal.record("retention_set", item, actor=call.actor, key=key, policy=item["policy"])
    return state.shown(item)


def set_hold(call: Call, kind: str) -> Any:
    """Each reference holds by itself; the same one again changes nothing."""
    state = call.state
    item = call.item(kind, "manager")
    asked = call.fields({"reason": str, "reference": str}, "reason", "reference")
    if not 1 <= len(asked["reference"]) <= 128:
        raise invalid("reference has 1 to 128 characters")
    if asked["reference"] not in item["holds"]:
        item["holds"] = {**item["holds"], asked["reference"]: asked["reason"]}
        state.items.touch(item, call.actor["id"])
        key = f"{item['id']} hold {asked['reference']}"
        state.journal.record("hold_set", item, actor=call.actor, key=key, reference=asked["reference"])
    return state.shown(item)


def release_hold(call: Call, kind: str) -> Any:
    """The reference is a parameter, because bodies of DELETE get lost on the way."""
    state = call.state
    reference = call.asked("reference").get("reference", "")
    item = call.item(kind, "manager")
    if not reference:
        raise invalid("reference is required")
    if reference in item["holds"]:
        item["holds"] = {name: reason for name, reason in item["holds"].items() if name != reference}
        state.items.touch(item, call.actor["id"])
        key = f"{item['id']} hold {reference} released"
        state.journal.record("hold_released", item, actor=call.actor, key=key, reference=reference)
    return state.shown(item)


TABLE: Table = [
    ("GET", "/retentionpolicies", "none", policies),
    *[
        row
        for kind in ("folder", "file")
        for row in (
            ("PUT", f"/{kind}s/{{id}}/retention", "json", partial(set_retention, kind=kind)),
            ("PUT", f"/{kind}s/{{id}}/hold", "json", partial(set_hold, kind=kind)),
            ("DELETE", f"/{kind}s/{{id}}/hold", "none", partial(release_hold, kind=kind)),
        )
    ],
]
