"""Retention, holds and locks: what keeps an item from being deleted or changed (file360.md 5.3 rows 15 and 16)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrator.sandbox.file360 import moments
from integrator.sandbox.file360.errors import invalid, invalid_state, locked
from integrator.sandbox.file360.items import Item, Items
from integrator.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Policy:
    """How long items are kept; `basis` is the moment from which that counts."""

    name: str
    years: int
    months: int
    basis: str

    def end(self, start: datetime) -> datetime:
        months = start.year * 12 + start.month - 1 + self.years * 12 + self.months
        # The 28th exists in every month; a retention of years need not count the days.
        return start.replace(year=months // 12, month=months % 12 + 1, day=min(start.day, 28))


POLICIES = {
    policy.name: policy
    for policy in (
        Policy("orders_10y", 10, 0, "created"),
        Policy("claims_6y", 6, 0, "event"),
        Policy("consent_3y", 3, 0, "event"),
    )
}


class Records:
    """What protects items. A folder's protection covers everything below it."""

    def __init__(self, world: World, items: Items) -> None:
        self._world = world
        self._items = items

    def set_policy(self, item: Item, name: str, event_date: str | None) -> bool:
        """Put an item under a policy; False when it is already. Raises 400 for anything that would shorten."""
        policy = POLICIES.get(name)
        if policy is None:
            raise invalid("there is no such retention policy")
        if (policy.basis == "event") != (event_date is not None):
            raise invalid("event_date belongs to policies that count from an event, and only to them")
        start = moments.read(event_date or item["created_at"], "event_date")
        until = moments.show(policy.end(start))
        if (item["policy"], item["retain_until"]) == (name, until):
            return False
        if item["retain_until"] is not None and until < item["retain_until"]:
            raise invalid_state("retention can only be lengthened")
        item |= {"policy": name, "retain_until": until}
        return True

    def require_deletable(self, item: Item) -> None:
        """Raise 423 when anything around or below the item protects it."""
        for place in [*self._items.upward(item), *self._items.downward(item)]:
            if place["holds"]:
                raise locked("on_hold", "a hold keeps this item")
            if place["retain_until"] and moments.read(place["retain_until"], "") > self._world.clock.now():
                raise locked("under_retention", "a retention policy keeps this item")
        self.require_unlocked(item)

    def require_unlocked(self, item: Item) -> None:
        """Raise 423 while a person has the item open for editing."""
        if item["locked_by"]:
            raise locked("locked", "somebody is editing this item")

    def shown(self, item: Item) -> dict[str, Any] | None:
        """Return the item's own policy, and whether a hold reaches it; None for neither."""
        on_hold = any(place["holds"] for place in self._items.upward(item))
        if item["policy"] is None and not on_hold:
            return None
        return {"policy": item["policy"], "retain_until": item["retain_until"], "on_hold": on_hold}
