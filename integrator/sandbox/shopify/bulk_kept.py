"""Bulk operations as kept by the sandbox: how they go on, end, and leave a file of one JSON object per line."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphql import GraphQLError, execute_sync

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import bulk_rules, switches
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.schema import admin_schema
from integrator.sandbox.world import World

_KIND = "shopify.bulk"
UNDER_WAY = frozenset({"CREATED", "RUNNING", "CANCELING"})


def find(db: Database, store: str, number: str) -> Document | None:
    found = db.get(_KIND, number)
    return found if found is not None and found["store"] == store else None


def of_store(db: Database, store: str) -> list[Document]:
    return db.find(_KIND, "store", store)


def save(db: Database, operation: Document) -> None:
    db.put(_KIND, str(operation["id"]), operation)


def settle(world: World) -> None:
    """End every operation whose time has come."""
    for operation in world.db.find(_KIND, "under_way", "yes"):
        with world.db.transaction():
            action = Action.begin(world, operation["store"], by_app=True)
            state_of(Context(action, switches.read(world.db)["scopes"]), operation)


def file_of(world: World, store: str, number: str) -> Path | None:
    """Return the result of a store's operation, if there is one."""
    found = find(world.db, store, number)
    is_there = found is not None and (found["end"] or {}).get("objects")
    return path_of(world, number) if is_there else None


def path_of(world: World, number: str) -> Path:
    return world.config.data_dir / "bulk" / f"{number}.jsonl"


def state_of(ctx: Context, operation: Document) -> str:
    """Return the present state, finishing the operation when its time has come."""
    if operation["end"] is not None:
        return str(operation["end"]["state"])
    settings, now = switches.read(ctx.db), ctx.action.at
    if operation["cancelled_at"] is not None:
        is_over = now - datetime.fromisoformat(operation["cancelled_at"]) >= timedelta(seconds=settings["job_seconds"])
        return _end(ctx, operation, "CANCELED") if is_over else "CANCELING"
    age = now - datetime.fromisoformat(operation["begun_at"])
    if age < timedelta(seconds=settings["bulk_seconds"]):
        return "RUNNING" if age else "CREATED"
    return _end(ctx, operation, settings["bulk_end"])


def _end(ctx: Context, operation: Document, state: str) -> str:
    """End an operation, with its file if there is one, and say `bulk_operations/finish`; returns the state."""
    objects, error = 0, "INTERNAL_SERVER_ERROR" if state == "FAILED" else None
    if state == "COMPLETED":
        try:
            objects = _write(ctx, operation)
        except GraphQLError as denied:
            if (denied.extensions or {}).get("code") != "ACCESS_DENIED":
                raise
            state, error = "FAILED", "ACCESS_DENIED"
    operation["under_way"] = "no"
    operation["end"] = {"state": state, "at": ctx.action.stamp, "objects": objects, "error": error}
    save(ctx.db, operation)
    ctx.action.announce("bulk_operations/finish", _body(operation))
    return state


def _body(operation: Document) -> dict[str, Any]:
    """Source: contract payloads, "Bulk operation finished". [documented]"""
    end = operation["end"]
    return {
        "admin_graphql_api_id": gid("BulkOperation", operation["id"]),
        "completed_at": local_time(end["at"]),
        "created_at": local_time(operation["created_at"]),
        "error_code": None if end["error"] is None else end["error"].lower(),
        "status": end["state"].lower(),
        "type": "query",
    }


def _write(ctx: Context, operation: Document) -> int:
    # A bulk query has no page sizes: every connection is read to its end.
    result = execute_sync(
        admin_schema(), bulk_rules.checked(operation["query"]), context_value=ctx, field_resolver=_resolver()
    )
    if result.errors:
        raise result.errors[0].original_error or result.errors[0]
    lines = [json.dumps(line, ensure_ascii=False) for line in _flat(result.data or {}, None)]
    path = path_of(ctx.action.world, str(operation["id"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def _resolver() -> Any:
    # The table of all root fields names this module's, so it can only be read late.
    from integrator.sandbox.shopify.resolving import resolve  # noqa: PLC0415

    return resolve


def _flat(value: Document, parent: str | None) -> Iterator[Document]:
    """Yield an object without its connections, then their nodes, each with the id of its parent."""
    below = {name: part for name, part in value.items() if isinstance(part, dict) and "edges" in part}
    own = {name: part for name, part in value.items() if name not in below}
    if "id" in own:
        yield own if parent is None else {**own, "__parentId": parent}
    for part in below.values():
        for edge in part["edges"]:
            yield from _flat(edge["node"], own.get("id"))
