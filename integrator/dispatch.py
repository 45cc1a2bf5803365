"""
"This run is due": the only module of the integrator that knows Celery.

Celery is transport, pools, routing, schedule and monitoring; it carries ids and is never the truth. The settings
profile and its reasons are in docs/decisions/0002-celery-profile.md.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from celery import Celery
from celery.exceptions import QueueNotFound
from kombu.entity import Queue
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from integrator.queues import QUEUES
from integrator.settings import Settings

if TYPE_CHECKING:  # The ingress rings the bell and shall not carry ledger and clients for it.
    from integrator.ledger.events import Look
    from integrator.ledger.runs import Wakeup

log = structlog.get_logger(__name__)

_SHALLOW = 4 * 16
"""Most messages that wait in one queue: four for each slot of one worker process."""


SKEW = timedelta(minutes=11)
"""How far the clocks of two machines may differ: what one of them sends must not be over for the other at once."""


def make_app(settings: Settings) -> Celery:
    """Build the Celery application with the fleet's profile; opens no connection."""
    app = Celery("integrator")
    app.conf.update(
        broker_url=settings.broker_url or "redis://127.0.0.1:1/0",
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": 300,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 5,
            "socket_timeout": 10,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "queue_order_strategy": "priority",
            "global_keyprefix": settings.key_prefix,
            "max_retries": 0,
        },
        task_serializer="json",
        accept_content=["json"],
        task_publish_retry=False,
        task_queues=[Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]  # kombu has no types
        task_default_queue="upkeep",
        task_create_missing_queues=False,
        worker_send_task_events=True,
        task_send_sent_event=True,
        task_track_started=True,
        worker_soft_shutdown_timeout=0,
        worker_hijack_root_logger=False,
        beat_enable_remote_control=True,
        timezone="UTC",
        enable_utc=True,
    )
    return app


class Dispatcher:
    """Sends wake-ups; a failed sending is logged and healed by the relay, never raised."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def wake(self, wakeups: "Iterable[Wakeup]") -> None:
        """
        Publish a message per run, the most urgent first.

        Its task is named after flow and step, its id is `<run>.<step>.<attempt>`.
        """
        for wakeup in sorted(wakeups, key=_urgency):
            self._send(wakeup.task, wakeup.keywords, queue=wakeup.queue, task_id=wakeup.task_id)

    def look(self, looks: "Iterable[Look]") -> None:
        """Publish a message per subject that has events to judge."""
        for look in looks:
            self._send("intake.judge", {"store": look.store, "subject": look.subject}, queue="intake")

    def ring(self) -> None:
        """Tell the intake that deliveries lie in the stream."""
        self._send("intake.drain", {}, queue="intake", expires=timedelta(seconds=60))

    def ask(self, task: str, stores: "Iterable[str]", *, queue: str, expires: timedelta) -> None:
        """Publish a message per store to a periodic task; what was not taken up before `expires` is asked again."""
        for store in stores:
            self._send(task, {"store": store}, queue=queue, expires=expires)

    def _send(
        self,
        task: str,
        keywords: Mapping[str, Any],
        *,
        queue: str,
        task_id: str | None = None,
        expires: timedelta | None = None,
    ) -> None:
        try:
            self._app.send_task(
                task,
                kwargs=dict(keywords),
                queue=queue,
                task_id=task_id,
                expires=(SKEW + expires).total_seconds() if expires else None,
            )
        except (OperationalError, RedisError, OSError, QueueNotFound) as error:
            log.warning("wake-up not sent", task=task, error=type(error).__name__)


def _urgency(wakeup: "Wakeup") -> int:
    return QUEUES.index(wakeup.queue) if wakeup.queue in QUEUES else len(QUEUES)


def room(redis: Redis, settings: Settings) -> dict[str, int]:
    """Return how many more messages each queue may hold, so that Redis stays shallow and "lost" really means lost."""
    return {name: max(0, _SHALLOW - length) for name, length in waiting(redis, settings).items()}


def waiting(redis: Redis, settings: Settings) -> dict[str, int]:
    """Return how many messages wait in each queue, the most urgent queue first."""
    pipeline = redis.pipeline(transaction=False)
    for name in QUEUES:
        pipeline.llen(f"{settings.key_prefix}{name}")
    return {name: int(length) for name, length in zip(QUEUES, pipeline.execute(), strict=True)}
