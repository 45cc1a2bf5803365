"""Timers at the edge of tasks: begun with the task, gone with it, due by the sandbox's clock."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.engine import TIMER
from integrator.sandbox.workflow.process import Timer
from integrator.sandbox.world import World

_NEXT = "workflow.next_timer"


def begin_timers(world: World, holder: Document, timers: Iterable[Timer]) -> None:
    """Schedule the timers of a task or waiting execution that has just been opened."""
    for timer in timers:
        due = (world.clock.now() + timer.after).isoformat()
        job = {
            "id": str(uuid4()),
            "event": timer.id,
            "cancels": timer.cancels,
            "holder": holder["id"],
            "instanceId": holder["instanceId"],
            "due": due,
        }
        world.db.put(TIMER, job["id"], job)
        earliest = world.db.get(_NEXT, "all")
        if earliest is None or datetime.fromisoformat(due) < datetime.fromisoformat(earliest["due"]):
            world.db.put(_NEXT, "all", {"due": due})


def look_again(world: World) -> None:
    """Have the timers looked at that could not fire while their instance was suspended."""
    world.db.put(_NEXT, "all", {"due": world.clock.now().isoformat()})


def take_due(world: World) -> list[Document]:
    """Return the timers whose time has come, earliest first; costs one look-up while there is none."""
    earliest = world.db.get(_NEXT, "all")
    now = world.clock.now()
    if earliest is None or datetime.fromisoformat(earliest["due"]) > now:
        return []
    waiting = sorted(world.db.all(TIMER), key=lambda timer: datetime.fromisoformat(timer["due"]))
    later = [timer for timer in waiting if datetime.fromisoformat(timer["due"]) > now]
    if later:
        world.db.put(_NEXT, "all", {"due": later[0]["due"]})
    else:
        world.db.delete(_NEXT, "all")
    return waiting[: len(waiting) - len(later)]
