"""What becomes of one destination: the usual way by its time, or what a person made of it (notifications.md 9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.switches import Switches
from integrator.sandbox.world import World

_MARK = "notifications.mark"
_SUPPRESSED = "notifications.suppressed"
_WAY = ("Pending", "InProcess", "Submitted", "Sent")
_FINAL = frozenset({"Sent", "Error", "Cancelled"})
MARKS = ("delivered", "seen", "bounced", "cancelled", "opted_out", "late")


@dataclass(frozen=True, slots=True)
class Fate:
    """The state of a destination at a moment; `final_at` and `seen_at` are None as long as that is to come."""

    state: str
    final_at: datetime | None = None
    seen_at: datetime | None = None
    opted_out: bool = False

    @property
    def is_final(self) -> bool:
        return self.state in _FINAL


def fate_of(world: World, job: Document, destination: dict[str, Any], now: datetime, switches: Switches) -> Fate:
    """Return what has become of `destination` by `now`."""
    entered = datetime.fromisoformat(job["entry_time"])
    if destination["suppressed"]:
        return Fate("Cancelled", entered, opted_out=True)
    mark = world.db.get(_MARK, _key(job["job_id"], destination["address"])) or {"as": "", "seconds": 0.0}
    if mark["as"] not in {"", "late"}:
        return _as_marked(mark)
    return _by_time(destination["address"], entered, now, switches, late=timedelta(seconds=mark["seconds"]))


def mark(world: World, job_id: str, address: str, word: str, *, seconds: float = 0.0) -> None:
    """Decide what becomes of a destination; who opted out gets nothing more (notifications.md 3.3)."""
    at = world.clock.now().isoformat()
    world.db.put(_MARK, _key(job_id, address), {"as": word, "seconds": seconds, "at": at})
    if word == "opted_out":
        suppress(world, address)


def suppress(world: World, address: str) -> None:
    """Let whatever is submitted to `address` from now on end as `Cancelled`."""
    world.db.put(_SUPPRESSED, address, {"address": address})


def is_suppressed(world: World, address: str) -> bool:
    return world.db.get(_SUPPRESSED, address) is not None


def suppressed(world: World) -> list[str]:
    """Return the addresses that get nothing more, in the order they were added."""
    return [entry["address"] for entry in world.db.all(_SUPPRESSED)]


def _as_marked(mark: Document) -> Fate:
    at = datetime.fromisoformat(mark["at"])
    state = {"bounced": "Error", "cancelled": "Cancelled"}.get(mark["as"], "Sent")
    return Fate(state, at, seen_at=at if mark["as"] == "seen" else None, opted_out=mark["as"] == "opted_out")


def _by_time(address: str, entered: datetime, now: datetime, switches: Switches, *, late: timedelta) -> Fate:
    step = switches.delivery_step_seconds
    final_at = entered + timedelta(seconds=step * (len(_WAY) - 1)) + late
    if now < final_at:
        done = int((now - entered).total_seconds() // step) if step else len(_WAY)
        return Fate(_WAY[min(done, len(_WAY) - 2)])
    if address.endswith(("@bounce.invalid", "000")):
        return Fate("Error", final_at)
    opted_out = address.endswith("@optout.invalid")
    seen_at = final_at + timedelta(seconds=switches.confirm_after_seconds)
    return Fate("Sent", final_at, seen_at=None if opted_out or now < seen_at else seen_at, opted_out=opted_out)


def _key(job_id: str, address: str) -> str:
    return f"{job_id}/{address}"
