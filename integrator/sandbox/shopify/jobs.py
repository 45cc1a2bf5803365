"""Does asynchronous jobs when their time has come."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bulk_kept, cancelling, jobs_kept, orders, routing
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.disputes import opening
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.fulfillment_orders import scheduling
from integrator.sandbox.shopify.refunds import refunding
from integrator.sandbox.world import World

_TURN_SECONDS = 0.02


async def finish_jobs(world: World) -> None:
    """Look for due jobs until cancelled."""
    while True:
        settle(world)
        await asyncio.sleep(_TURN_SECONDS)


def settle(world: World) -> None:
    """Do every job that is due, and end the bulk operations whose time has come."""
    bulk_kept.settle(world)
    now = world.clock.now()
    for job in jobs_kept.pending(world.db):
        if datetime.fromisoformat(job["due_at"]) > now:
            continue
        with world.db.transaction():
            jobs_kept.keep(world.db, {**job, "state": "done"})
            _KINDS[job["kind"]](Action.begin(world, job["store"], by_app=job["by_app"]), job)


def _cancel(action: Action, job: Document) -> None:
    """
    Cancel an order.

    One that became uncancellable meanwhile stays as it is, and its job is done all the same: version 2026-07 has
    no way to say more. Source: contract README, "What changes in 2026-10". [documented]
    """
    order = orders.find(action.world.db, action.store, job["subject"])
    if order is None:
        return
    try:
        cancelling.check(order)
    except Refused:
        return
    cancelling.cancel(action, order, **job["work"])


_KINDS: dict[str, Callable[[Action, Document], None]] = {
    "cancel": _cancel,
    "dispute": opening.pass_by,
    "ready": scheduling.get_ready,
    "refund": refunding.settle,
    "route": routing.complete,
}
