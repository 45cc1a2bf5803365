"""Does asynchronous jobs when their time has come."""

import asyncio
from datetime import datetime

from integrator.sandbox.shopify import cancelling, jobs_kept, orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.world import World

_TURN_SECONDS = 0.02


async def finish_jobs(world: World) -> None:
    """Look for due jobs until cancelled."""
    while True:
        settle(world)
        await asyncio.sleep(_TURN_SECONDS)


def settle(world: World) -> None:
    """
    Do every job that is due.

    An order that became uncancellable meanwhile stays as it is, and its job is done all the same: version
    2026-07 has no way to say more. Source: contract README, "What changes in 2026-10". [documented]
    """
    now = world.clock.now()
    for job in jobs_kept.pending(world.db):
        if datetime.fromisoformat(job["due_at"]) > now:
            continue
        with world.db.transaction():
            order = orders.find(world.db, job["store"], job["order"])
            jobs_kept.keep(world.db, {**job, "state": "done"})
            if order is None:
                continue
            try:
                cancelling.check(order)
            except Refused:
                continue
            action = Action.begin(world, job["store"], by_app=job["by_app"])
            cancelling.cancel(action, order, **job["work"])
