"""The cost bucket of one app on one store: a leaky bucket of points over the sandbox's clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrator.sandbox.shopify import switches
from integrator.sandbox.world import World

_KIND = "shopify.bucket"


@dataclass(frozen=True, slots=True)
class Bucket:
    """What the bucket of one store may hold, holds, and regains per second."""

    maximum: float
    available: float
    restore_rate: float

    def status(self, requested: int, actual: int | None) -> dict[str, Any]:
        """Build `extensions.cost`. Source: contract api, section 3. [documented]"""
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": float(self.maximum),
                "currentlyAvailable": int(self.available),
                "restoreRate": float(self.restore_rate),
            },
        }


def look(world: World, store: str) -> Bucket:
    """Return the bucket with everything that flowed back since it was last used."""
    settings = switches.read(world.db)
    maximum, rate = settings["bucket_maximum"], settings["bucket_restore_rate"]
    kept = world.db.get(_KIND, store)
    if kept is None:
        return Bucket(maximum, maximum, rate)
    seconds = (world.clock.now() - datetime.fromisoformat(kept["at"])).total_seconds()
    return Bucket(maximum, min(maximum, kept["available"] + max(0.0, seconds) * rate), rate)


def spend(world: World, store: str, points: float) -> Bucket:
    """Take `points` out; negative ones flow back."""
    before = look(world, store)
    after = Bucket(before.maximum, min(before.maximum, before.available - points), before.restore_rate)
    world.db.put(_KIND, store, {"available": after.available, "at": world.clock.now().isoformat()})
    return after
