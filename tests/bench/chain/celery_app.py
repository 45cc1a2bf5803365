"""Celery's canvas as its documentation teaches it, with late acknowledgement: a chain of four tasks that do nothing."""

import os

from celery import Celery, chain
from redis import Redis

_BROKER = os.environ.get("BENCH_BROKER", "")
DONE = "bench-done"

app = Celery("bench", broker=_BROKER)
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
)
_redis = Redis.from_url(_BROKER) if _BROKER else None


def submit() -> None:
    """Begin one chain."""
    chain(first.si(), second.si(), third.si(), fourth.si()).apply_async()


@app.task  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def first() -> str:
    return "first"


@app.task  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def second() -> str:
    return "second"


@app.task  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def third() -> str:
    return "third"


@app.task  # type: ignore[untyped-decorator]  # Celery's decorators carry no types.
def fourth() -> str:
    assert _redis is not None
    _redis.incr(DONE)
    return "fourth"
