"""Bulk operations: the roots that start, list and cancel a query that goes on after its answer."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bulk_kept, bulk_rules, terms
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.listing import Listing

_MOST_AT_ONCE = 5
_LIST = Listing(
    name="bulkOperations",
    tests={
        "created_at": terms.moment("created_at"),
        "id": terms.gid_number("id"),
        "operation_type": terms.text(lambda _: ["query"]),
        "status": terms.field_text("state"),
    },
    sort_values={"CREATED_AT": lambda operation: operation["created_at"]},
)


def run_query(ctx: Context, *, query: str, groupObjects: bool) -> Document:
    """`bulkOperationRunQuery`. Source: contract api, section 8. [documented]"""
    if groupObjects:
        raise not_in_sandbox("Grouping the objects of a bulk operation")
    bulk_rules.checked(query)
    if (
        sum(bulk_kept.state_of(ctx, each) in bulk_kept.UNDER_WAY for each in bulk_kept.of_store(ctx.db, ctx.store))
        >= _MOST_AT_ONCE
    ):
        raise Refused(None, "A bulk query operation for this app and shop is already in progress.", "LIMIT_REACHED")
    operation: Document = {
        "id": ctx.action.number("bulk", 5_110_200_001),
        "store": ctx.store,
        "query": query,
        "created_at": ctx.action.stamp,
        "begun_at": ctx.action.at.isoformat(),
        "cancelled_at": None,
        "under_way": "yes",
        "end": None,
    }
    bulk_kept.save(ctx.db, operation)
    return {"bulkOperation": _view(ctx, operation)}


def find(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    """`bulkOperation(id:)`."""
    found = bulk_kept.find(ctx.db, ctx.store, number_of(id, "BulkOperation"))
    return None if found is None else _view(ctx, found)


def recent(ctx: Context, **args: Any) -> Document:
    """`bulkOperations`."""
    there = [{**each, "state": bulk_kept.state_of(ctx, each)} for each in bulk_kept.of_store(ctx.db, ctx.store)]
    return _LIST.found(ctx, there, lambda each: _view(ctx, each), args)


def cancel(ctx: Context, *, id: str) -> Document:  # noqa: A002 - Shopify's own argument name
    """`bulkOperationCancel`: it is CANCELING for a moment. [seen in code]"""
    operation = bulk_kept.find(ctx.db, ctx.store, number_of(id, "BulkOperation"))
    if operation is None:
        raise Refused(["id"], "Bulk operation does not exist")
    state = bulk_kept.state_of(ctx, operation)
    if state not in bulk_kept.UNDER_WAY:
        raise Refused(None, f"A bulk operation cannot be canceled when it is {state.lower()}")
    operation["cancelled_at"] = operation["cancelled_at"] or ctx.action.at.isoformat()
    bulk_kept.save(ctx.db, operation)
    ctx.action.record("bulk_operation_cancelled", key=id, subject=id)
    return {"bulkOperation": _view(ctx, operation)}


def _view(ctx: Context, operation: Document) -> Document:
    state = bulk_kept.state_of(ctx, operation)
    end = operation["end"] or {}
    objects, is_over = end.get("objects", 0), operation["end"] is not None
    number = str(operation["id"])
    has_file = state == "COMPLETED" and objects
    size = bulk_kept.path_of(ctx.action.world, number).stat().st_size if has_file else None
    return {
        "__typename": "BulkOperation",
        "id": gid("BulkOperation", number),
        "status": state,
        "type": "QUERY",
        "query": operation["query"],
        "createdAt": operation["created_at"],
        "completedAt": end["at"] if is_over else None,
        "errorCode": end.get("error"),
        "objectCount": str(objects),
        "rootObjectCount": str(objects),
        "fileSize": None if size is None else str(size),
        # Shopify's own is a signed address of its storage; nothing but the address opens it here either.
        "url": f"{ctx.base_url}shopify/{ctx.store}/files/{number}.jsonl" if has_file else None,
        "partialDataUrl": None,
    }
