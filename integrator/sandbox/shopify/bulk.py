"""Bulk operations: a query that goes on after its answer and ends in a file of one JSON object per line."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from graphql import execute_sync

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import bulk_rules, switches
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.paging import page
from integrator.sandbox.shopify.schema import admin_schema
from integrator.sandbox.world import World

_KIND = "shopify.bulk"
_MOST_AT_ONCE = 5


def run_query(ctx: Context, *, query: str, groupObjects: bool) -> Document:
    """`bulkOperationRunQuery`. Source: contract api, section 8. [documented]"""
    if groupObjects:
        raise not_in_sandbox("Grouping the objects of a bulk operation")
    bulk_rules.checked(query)
    if sum(_state(ctx, each) in {"CREATED", "RUNNING"} for each in _of_store(ctx.db, ctx.store)) >= _MOST_AT_ONCE:
        raise Refused(None, "A bulk query operation for this app and shop is already in progress.", "LIMIT_REACHED")
    operation: Document = {
        "id": ctx.action.number("bulk", 5_110_200_001),
        "store": ctx.store,
        "query": query,
        "created_at": ctx.action.stamp,
        "begun_at": ctx.action.at.isoformat(),
        "end": None,
    }
    ctx.db.put(_KIND, str(operation["id"]), operation)
    return {"bulkOperation": _view(ctx, operation)}


def find(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    """`bulkOperation(id:)`."""
    found = ctx.db.get(_KIND, number_of(id, "BulkOperation"))
    return _view(ctx, found) if found is not None and found["store"] == ctx.store else None


def recent(ctx: Context, **args: Any) -> Document:
    """`bulkOperations`."""
    if args["sortKey"] != "CREATED_AT" or args.get("query"):
        raise not_in_sandbox("Searching bulk operations")
    pages = {name: args[name] for name in ("first", "after", "last", "before", "reverse") if name in args}
    shown = page(_of_store(ctx.db, ctx.store), lambda each: (each["created_at"], each["id"]), **pages)
    nodes = [_view(ctx, each) for each in shown["nodes"]]
    edges = [{"node": each, "cursor": edge["cursor"]} for each, edge in zip(nodes, shown["edges"], strict=True)]
    return {**shown, "nodes": nodes, "edges": edges}


def file_of(world: World, store: str, number: str) -> Path | None:
    """Return the result of a store's operation, if there is one."""
    found = world.db.get(_KIND, number)
    is_there = found is not None and found["store"] == store and (found["end"] or {}).get("objects")
    return _file(world, number) if is_there else None


def _of_store(db: Database, store: str) -> list[Document]:
    return db.find(_KIND, "store", store)


def _file(world: World, number: str) -> Path:
    return world.config.data_dir / "bulk" / f"{number}.jsonl"


def _state(ctx: Context, operation: Document) -> str:
    """Return the present state, finishing the operation when its time has come."""
    if operation["end"] is None:
        settings = switches.read(ctx.db)
        age = ctx.action.at - datetime.fromisoformat(operation["begun_at"])
        if age < timedelta(seconds=settings["bulk_seconds"]):
            return "RUNNING" if age else "CREATED"
        objects = _write(ctx, operation) if settings["bulk_end"] == "COMPLETED" else 0
        operation["end"] = {"state": settings["bulk_end"], "at": ctx.action.stamp, "objects": objects}
        ctx.db.put(_KIND, str(operation["id"]), operation)
    return str(operation["end"]["state"])


def _write(ctx: Context, operation: Document) -> int:
    # A bulk query has no page sizes: every connection is read to its end.
    result = execute_sync(
        admin_schema(), bulk_rules.checked(operation["query"]), context_value=ctx, field_resolver=_resolver()
    )
    if result.errors:
        raise result.errors[0].original_error or result.errors[0]
    lines = [json.dumps(line, ensure_ascii=False) for line in _flat(result.data or {}, None)]
    path = _file(ctx.action.world, str(operation["id"]))
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


def _view(ctx: Context, operation: Document) -> Document:
    state = _state(ctx, operation)
    end = operation["end"] or {}
    objects, is_over = end.get("objects", 0), operation["end"] is not None
    number = str(operation["id"])
    has_file = state == "COMPLETED" and objects
    size = _file(ctx.action.world, number).stat().st_size if has_file else None
    return {
        "__typename": "BulkOperation",
        "id": gid("BulkOperation", number),
        "status": state,
        "type": "QUERY",
        "query": operation["query"],
        "createdAt": operation["created_at"],
        "completedAt": end["at"] if is_over else None,
        "errorCode": "INTERNAL_SERVER_ERROR" if state == "FAILED" else None,
        "objectCount": str(objects),
        "rootObjectCount": str(objects),
        "fileSize": None if size is None else str(size),
        # Shopify's own is a signed address of its storage; nothing but the address opens it here either.
        "url": f"{ctx.base_url}shopify/{ctx.store}/files/{number}.jsonl" if has_file else None,
        "partialDataUrl": None,
    }
