"""Events: of the whole store and of single things."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import terms
from integrator.sandbox.shopify.area import Area, Field, Root
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import invalid_id
from integrator.sandbox.shopify.gids import gid, split
from integrator.sandbox.shopify.listing import Listing
from integrator.sandbox.shopify.timeline import events

_COMMENT = "comment"


def event_view(event: Document) -> dict[str, Any]:
    """Build an `Event`."""
    is_comment = event["action"] == _COMMENT
    kind = "CommentEvent" if is_comment else "BasicEvent"
    view = {
        "__typename": kind,
        "id": gid(kind, event["id"]),
        "action": event["action"],
        "appTitle": events.APP if event["by_app"] else None,
        "attributeToApp": event["by_app"],
        "attributeToUser": not event["by_app"],
        "createdAt": event["created_at"],
        "criticalAlert": event["is_critical"],
        "message": event["message"],
    }
    if is_comment:
        return {**view, "rawMessage": event["message"], "attachments": [], "edited": False}
    return {
        **view,
        "subjectId": event["subject"],
        "subjectType": event["subject_type"],
        "arguments": [],
        "additionalData": None,
        "author": events.APP if event["by_app"] else events.STAFF,
    }


def _all(ctx: Context, **args: Any) -> Document:
    return _LIST.found(ctx, events.of_store(ctx.db, ctx.store), event_view, args)


def _one(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    kind, number = split(id)
    if kind not in {"BasicEvent", "CommentEvent"}:
        raise invalid_id(id)
    found = events.find(ctx.db, ctx.store, number)
    return None if found is None else event_view(found)


def _of_subject(ctx: Context, thing: Document, **args: Any) -> Document:
    return _LIST.found(ctx, events.of_subject(ctx.db, ctx.store, thing["id"]), event_view, args)


def _has_comment(ctx: Context, thing: Document) -> bool:
    return any(event["action"] == _COMMENT for event in events.of_subject(ctx.db, ctx.store, thing["id"]))


_LIST = Listing(
    name="events",
    tests={
        "action": terms.field_text("action"),
        "comments": lambda term, event: (event["action"] == _COMMENT) == (term.value.lower() in {"1", "true"}),
        "created_at": terms.moment("created_at"),
        "id": terms.gid_number("id"),
        "subject_type": terms.field_text("subject_type"),
    },
    sort_values={"CREATED_AT": lambda event: event["created_at"]},
)

_ON_THINGS: dict[str, Field] = {"events": _of_subject, "hasTimelineComment": _has_comment}

AREA = Area(
    queries={"event": Root(_one), "events": Root(_all)},
    nodes={"BasicEvent": lambda ctx, it: _one(ctx, id=it), "CommentEvent": lambda ctx, it: _one(ctx, id=it)},
    fields=dict.fromkeys(("Order", "DraftOrder", "Customer", "Company", "CompanyLocation"), _ON_THINGS),
)
