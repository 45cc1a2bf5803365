"""What runs beside the requests: the courier that delivers webhooks, and the asynchronous jobs."""

from collections.abc import Awaitable, Callable

from integrator.sandbox.shopify.courier import deliver_webhooks
from integrator.sandbox.shopify.jobs import finish_jobs
from integrator.sandbox.world import World


def background(world: World) -> list[Callable[[], Awaitable[None]]]:
    """Return the loops to start with the server; each runs until it is cancelled."""
    return [lambda: deliver_webhooks(world), lambda: finish_jobs(world)]
