"""Handlers for activities, of everything and of one item (file360.md 5.3 row 14)."""

from functools import partial
from typing import Any

from integrator.sandbox.file360.calls import Call, Table
from integrator.sandbox.file360.errors import invalid
from integrator.sandbox.file360.fields import one_of
from integrator.sandbox.file360.journal import EVENTS


def activities(call: Call) -> Any:
    """Without `after` from the oldest that is kept; the cursor is an opaque text for the caller."""
    asked = call.asked("after", "where_event", "limit")
    cursor = asked.get("after")
    if cursor is not None and (not cursor.isascii() or not cursor.isdecimal() or len(cursor) > 18):
        raise invalid("after is no cursor of this feed")
    event = asked.get("where_event", "")
    if event:
        one_of(event, EVENTS, "where_event")
    return call.state.journal.after(None if cursor is None else int(cursor), event=event, limit=call.limit())


def of_item(call: Call, kind: str) -> Any:
    call.asked("recursive", "page", "limit")
    item = call.item(kind, "viewer")
    return call.listed(call.state.journal.about(item, recursive=call.flag("recursive")))


TABLE: Table = [
    ("GET", "/activities", "none", activities),
    ("GET", "/folders/{id}/activities", "none", partial(of_item, kind="folder")),
    ("GET", "/files/{id}/activities", "none", partial(of_item, kind="file")),
]
