"""What happened: one activity for everybody who may read the feed, one line in the effect ledger for a change."""

from datetime import timedelta
from typing import Any

from integrator.sandbox.file360.errors import Refusal, invalid
from integrator.sandbox.file360.items import Item, Items
from integrator.sandbox.file360.moments import show
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

EVENTS = (
    "created", "version_added", "renamed", "moved", "deleted", "restored", "downloaded", "viewed", "shared",
    "share_changed", "share_revoked", "share_accepted", "link_created", "link_revoked", "link_downloaded",
    "permission_changed", "status_changed", "retention_set", "hold_set", "hold_released",
)  # fmt: skip

_ACTIVITY = "file360.activity"
_READINGS = frozenset({"downloaded", "viewed", "link_downloaded"})
"""Events that change nothing, so they are no effects."""


class Journal:
    """The activity feed, ascending by id; ids never repeat (file360.md 5.3)."""

    def __init__(self, world: World, items: Items) -> None:
        self._world = world
        self._items = items

    def record(self, event: str, item: Item, *, actor: dict[str, str], key: str, **detail: Any) -> None:
        """
        Record that `event` happened to `item`; the same `key` twice is a doubled effect.

        Changed properties are an effect without a word of their own in the feed.
        """
        path = self._items.path(item)
        if event in EVENTS:
            self._tell(event, item, path, actor, detail)
        if event not in _READINGS:
            subject = self._subject(item)
            self._world.effects.record(
                "file360",
                event,
                key=key,
                store=self._store_in(subject),
                subject=subject,
                detail={"item": item["id"], "path": path, **detail},
            )

    def _tell(self, event: str, item: Item, path: str, actor: dict[str, str], detail: dict[str, Any]) -> None:
        number = self._world.db.next_number(_ACTIVITY)
        activity = {
            "id": number,
            "event": event,
            "item_id": item["id"],
            "item_type": item["type"],
            "item_path": path,
            "version_number": item["versions"][-1]["version_number"] if item["type"] == "file" else None,
            "actor": actor,
            "at": self._items.now(),
            "detail": detail,
            "source_ip": "127.0.0.1",
            "places": [place["id"] for place in self._items.upward(item)],
        }
        self._world.db.put(_ACTIVITY, str(number), activity)

    def after(self, cursor: int | None, *, event: str, limit: int) -> dict[str, Any]:
        """Return the feed's page after `cursor`; raises 410 when what followed it is forgotten."""
        known = self._heard()
        earliest = self._forgotten()
        if cursor is not None and cursor < earliest:
            details = {"earliest_cursor": str(earliest)}
            raise Refusal(410, "cursor_expired", "activities this old are no longer kept", details)
        if cursor is not None and cursor > self._last():
            raise invalid("after is no cursor of this feed")
        start = earliest if cursor is None else cursor
        rest = [one for one in known if one["id"] > start]
        wanted = [one for one in rest if event in {"", one["event"]}]
        shown = wanted[:limit]
        has_more = len(wanted) > limit
        last = shown[-1]["id"] if has_more else max([start, *(one["id"] for one in rest)])
        return {"results": [_shown(one) for one in shown], "next_cursor": str(last), "has_more": has_more}

    def about(self, item: Item, *, recursive: bool) -> list[dict[str, Any]]:
        """Return the activities of an item, and of everything below it if wanted."""
        return [
            _shown(one)
            for one in self._heard()
            if item["id"] == one["item_id"] or (recursive and item["id"] in one["places"])
        ]

    def forget(self, up_to: int) -> None:
        """Keep no activities up to this id; cursors before it expire."""
        for one in self._world.db.all(_ACTIVITY):
            if one["id"] <= up_to:
                self._world.db.delete(_ACTIVITY, str(one["id"]))
        self._world.db.put("file360.forgotten", "all", {"up_to": max(up_to, self._forgotten())})

    def _heard(self) -> list[dict[str, Any]]:
        """Return what the feed knows by now; it may lag behind the items."""
        lag = timedelta(seconds=read_switches(self._world.db).activity_lag_seconds)
        until = show(self._world.clock.now() - lag)
        return [one for one in self._world.db.all(_ACTIVITY) if one["at"] <= until]

    def _forgotten(self) -> int:
        kept = self._world.db.get("file360.forgotten", "all")
        return kept["up_to"] if kept else 0

    def _last(self) -> int:
        return max((one["id"] for one in self._world.db.all(_ACTIVITY)), default=self._forgotten())

    def _subject(self, item: Item) -> str:
        references = (place["external_reference"] for place in self._items.upward(item))
        return next((reference for reference in references if reference), "")

    def _store_in(self, reference: str) -> str:
        parts = reference.split(":")
        return next((store for store in self._world.config.stores if store in parts), "")


def _shown(activity: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in activity.items() if name != "places"}
