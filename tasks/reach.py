"""
How far a worker may go on with a run after a step is done, without a message.

Never past more urgent work: while a thread is free, that work finds the free one; while all are busy, the worker looks
which queues have messages, and goes on with steps of queues up to the first that has some.
"""

import threading
import time

from celery.worker import state
from redis.exceptions import RedisError

from integrator.dispatch import waiting
from integrator.queues import QUEUES
from tasks.fleet import Fleet, fleet

_FRESH = 0.05
"""Seconds for which what was seen in Redis counts."""

_looking = threading.Lock()
_seen: tuple[float, frozenset[str]] = (0.0, frozenset())


def within_reach() -> frozenset[str]:
    """Return the queues whose steps may follow at once; none outside a worker, and none while it ends."""
    here = fleet()
    if here.consumer is None or is_ending():
        return frozenset()
    consumed = frozenset(here.consumer.app.amqp.queues.consume_from)
    if len(state.active_requests) < here.consumer.pool.limit:
        return consumed
    return consumed & _not_past_waiting(here)


def is_ending() -> bool:
    """Whether this worker was asked to end; Celery goes on with what it has received already, and we do not."""
    return any(asked is not None and asked is not False for asked in (state.should_stop, state.should_terminate))


def _not_past_waiting(here: Fleet) -> frozenset[str]:
    global _seen  # noqa: PLW0603 - one look serves all threads.
    with _looking:
        at, found = _seen
        if time.monotonic() - at > _FRESH:
            found = _look(here)
            _seen = (time.monotonic(), found)
    return found


def _look(here: Fleet) -> frozenset[str]:
    try:
        lengths = waiting(here.connections.redis, here.settings)
    except RedisError:
        # Nobody can be woken, so going on keeps nobody waiting.
        return frozenset(QUEUES)
    first = next((place for place, name in enumerate(QUEUES) if lengths[name]), len(QUEUES))
    return frozenset(QUEUES[: first + 1])
