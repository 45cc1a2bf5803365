"""
Notice that Redis lost its data.

A marker key with a random value stands for one life of the data; it is gone after a flush. A restart may lose
the newest writes although older keys, and so the marker, come back from disk; therefore the server's own run
id belongs to the generation.
"""

import uuid
from datetime import timedelta

import structlog
from redis import Redis

from integrator.ingress.outbox import Outbox

log = structlog.get_logger(__name__)


def current_generation(redis: Redis, *, key: str) -> str:
    """
    Name the present life of Redis' data, setting the marker under `key` when there is none.

    Any number of processes may ask at the same time: one sets the marker, all read the same.
    """
    if redis.get(key) is None:
        redis.set(key, uuid.uuid4().hex, nx=True)
    marker = redis.get(key)
    run_id = redis.info("server").get("run_id", "")
    return f"{_text(marker)} {_text(run_id)}"


def follow_generation(outbox: Outbox, generation: str, *, repeat: timedelta) -> None:
    """Have the deliveries of the last `repeat` shipped again when they went to another generation."""
    known = outbox.generation
    if known == generation:
        return
    again = outbox.start_generation(generation, repeat=repeat)
    if known is not None:
        log.warning("redis_lost_data", shipping_again=again)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
