"""The event feed: one order for all, kept for 30 days (trading-grid.md 6.4)."""

from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid.errors import GridError, invalid
from integrator.sandbox.trading_grid.lists import count_of, cursor, key_of
from integrator.sandbox.trading_grid.store import EVENT, now
from integrator.sandbox.world import World

_RETENTION = timedelta(days=30)
_TYPES = frozenset(
    {
        "case.state_changed", "case.message_added", "case.attachment_added", "case.reassigned",
        "survey.response_submitted", "partner.updated",
    }
)  # fmt: skip
_NONE = "0" * 9


def tell(world: World, kind: str, resource_type: str, resource: Document, **data: Any) -> None:
    """Append an event about a resource in its present version."""
    event_id = f"{world.db.next_number(EVENT):09}"
    event = {
        "id": event_id,
        "type": kind,
        "time": now(world),
        "resource": {
            "type": resource_type,
            "id": resource["id"],
            "external_reference": resource.get("external_reference", ""),
        },
        "version": resource["version"],
        "data": data,
    }
    world.db.put(EVENT, event_id, event)


def feed(world: World, query: dict[str, str]) -> dict[str, Any]:
    """Return the events after the cursor; raises `GridError` 400 or 410."""
    types = set(query["types"].split(",")) if "types" in query else _TYPES
    if types - _TYPES:
        raise invalid(f"unknown type {min(types - _TYPES)}")
    expired, kept = _by_age(world)
    last_expired = expired[-1]["id"] if expired else _NONE
    after = key_of(query["after"]) if "after" in query else last_expired
    if not after.isdecimal() or len(after) != len(_NONE):
        raise GridError(400, "invalid_cursor", "that is no cursor of this feed")
    if after < last_expired:
        raise GridError(410, "cursor_expired", "events were dropped since", earliest_cursor=cursor(last_expired))
    waiting = [event for event in kept if event["id"] > after]
    page = waiting[: count_of(query)]
    shown = [event for event in page if event["type"] in types]
    answer: dict[str, Any] = {
        "next_cursor": cursor(page[-1]["id"] if page else after),
        "has_more": len(waiting) > len(page),
    }
    if shown:
        answer["_embedded"] = {"events": shown}
    return answer


def _by_age(world: World) -> tuple[list[Document], list[Document]]:
    oldest = world.clock.now() - _RETENTION
    events = world.db.all(EVENT)
    expired = [event for event in events if datetime.fromisoformat(event["time"]) < oldest]
    return expired, events[len(expired) :]
