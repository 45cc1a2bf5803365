"""
"This run is due", as messages to Celery's workers.

A message carries ids and is never the truth; see `integrator.messages` for its form.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from integrator.messages import SENT, Message
from integrator.queues import QUEUES
from integrator.settings import NOWHERE, Settings

if TYPE_CHECKING:  # The ingress rings the bell and shall not carry ledger and clients for it.
    from integrator.ledger.events import Look
    from integrator.ledger.runs import Wakeup

log = structlog.get_logger(__name__)

_SHALLOW = 4 * 16
"""Most messages that wait in one queue: four for each slot of one worker process."""


SKEW = timedelta(minutes=11)
"""How far the clocks of two machines may differ: what one of them sends must not be over for the other at once."""


class Dispatcher:
    """Sends wake-ups; a failed sending is logged and healed by the relay, never raised."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def wake(self, wakeups: "Iterable[Wakeup]") -> None:
        """
        Publish a message per run, the most urgent first.

        Its task is named after flow and step, its id is `<run>.<step>.<attempt>`.
        """
        ordered = sorted(wakeups, key=_urgency)
        self._send([Message(one.task, one.keywords, queue=one.queue, id=one.task_id) for one in ordered])

    def look(self, looks: "Iterable[Look]") -> None:
        """Publish a message per subject that has events to judge."""
        self._call("intake.judge", [{"store": one.store, "subject": one.subject} for one in looks], queue="intake")

    def ring(self) -> None:
        """Tell the intake that deliveries lie in the stream."""
        self._call("intake.drain", [{}], queue="intake", expires=timedelta(seconds=60))

    def ask(self, task: str, stores: "Iterable[str]", *, queue: str, expires: timedelta) -> None:
        """Publish a message per store to a periodic task; what was not taken up before `expires` is asked again."""
        self._call(task, [{"store": store} for store in stores], queue=queue, expires=expires)

    def close(self) -> None:
        """Give back the connections."""
        if "_redis" in self.__dict__:
            self._redis.close()

    def _call(
        self, task: str, calls: "Iterable[Mapping[str, str]]", *, queue: str, expires: timedelta | None = None
    ) -> None:
        until = datetime.now(UTC) + SKEW + expires if expires else None
        self._send([Message(task, keywords, queue=queue, id=str(uuid4()), expires=until) for keywords in calls])

    def _send(self, messages: Sequence[Message]) -> None:
        known = []
        for message in messages:
            if message.queue in QUEUES:
                known.append(message)
            else:
                # It would lie there for ever; the relay's alarm tells about the run.
                log.warning("wake-up not sent", task=message.task, queue=message.queue, error="NoSuchQueue")
        if known:
            self._publish(known)

    def _publish(self, messages: Sequence[Message]) -> None:
        prefix = self._settings.key_prefix
        try:
            pipeline = self._redis.pipeline(transaction=False)
            for message in messages:
                pipeline.lpush(f"{prefix}{message.queue}", message.body())
                pipeline.publish(f"{prefix}{self._events}", message.event())
            answers = pipeline.execute(raise_on_error=False)[::2]
        except (RedisError, OSError) as error:
            answers = [error] * len(messages)
        for message, answer in zip(messages, answers, strict=True):
            if isinstance(answer, Exception):
                log.warning("wake-up not sent", task=message.task, error=type(answer).__name__)

    @cached_property
    def _redis(self) -> Redis:
        # Tried once: a publisher without Redis fails at once, and the relay sends later.
        return Redis.from_url(
            self._settings.broker_url or NOWHERE,
            socket_connect_timeout=5,
            socket_timeout=10,
            socket_keepalive=True,
            health_check_interval=10,
            retry=Retry(NoBackoff(), 0),
        )

    @cached_property
    def _events(self) -> str:
        return f"/{self._redis.connection_pool.connection_kwargs.get('db') or 0}.{SENT}"


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
