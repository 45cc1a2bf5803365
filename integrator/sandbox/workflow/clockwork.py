"""Let what is due by the sandbox's clock happen, before anybody looks."""

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.engine import RUNNING, TASK, TIMER, WAITING, drop, record
from integrator.sandbox.workflow.timers import take_due
from integrator.sandbox.workflow.walking import leave
from integrator.sandbox.world import World

_NOBODY = ""


def catch_up(world: World) -> None:
    """Fire every timer that is due; one of a suspended instance waits until it is activated."""
    for timer in take_due(world):
        with world.db.transaction():
            _fire(world, timer)


def _fire(world: World, timer: Document) -> None:
    instance = world.db.get(RUNNING, timer["instanceId"])
    if instance is None or world.db.get(TIMER, timer["id"]) is None:
        return
    if instance["suspended"]:
        return
    world.db.delete(TIMER, timer["id"])
    if timer["cancels"]:
        for kind in (TASK, WAITING):
            holder = world.db.get(kind, timer["holder"])
            if holder is not None:
                drop(world, kind, holder)
    leave(world, instance, timer["event"], user=_NOBODY)
    detail = {"event": timer["event"], "instance": instance["id"]}
    record(world, "timer_fired", instance, key=timer["id"], detail=detail)
