"""
Carry deliveries from the journal into the Redis stream.

A thread of its own with a connection of its own: whatever Redis does, no answer to Shopify waits for it. A
delivery may reach the stream twice, for example when Redis dies after taking it; intake recognizes it by
store and webhook id.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta

import structlog
from redis import Redis
from redis.exceptions import RedisError

from integrator.ingress.errors import JournalDown
from integrator.ingress.generation import current_generation, follow_generation
from integrator.ingress.journal import Journal
from integrator.ingress.outbox import SAVE_SECONDS, Batch, Outbox

_LOOK_SECONDS = 2.0
_LINGER_SECONDS = 0.005
_LONGEST_PAUSE = 2.0
_STREAM_ENTRIES = 10_000
_RING_SOON, _RING_LATER = 0.02, 0.1
"""Seconds between two rings while the stream runs empty, and while intake has work anyway."""
_FLUSH_SECONDS = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Shipping:
    """Where deliveries go, and for how long the journal vouches for them."""

    connect: Callable[[], Redis]
    """Opens a client with short socket timeouts; asked again after a failure. May raise RedisError."""

    key_prefix: str
    ring: Callable[[], None]
    """Tells intake that the stream has something. May fail: intake is also called by the clock."""

    repeat: timedelta
    """How far back deliveries are shipped again after Redis lost its data."""

    keep: timedelta
    """How long shipped deliveries stay in the journal."""

    @property
    def stream(self) -> str:
        return f"{self.key_prefix}deliveries"

    @property
    def generation_key(self) -> str:
        return f"{self.key_prefix}generation"


class Shipper:
    """Ships one journal from its making until `close`."""

    def __init__(self, journal: Journal, shipping: Shipping) -> None:
        self._journal = journal
        self._shipping = shipping
        self._redis: Redis | None = None
        self._next_look = 0.0
        self._rang_at = 0.0
        self._ring_due: float | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="journal-shipper", daemon=True)
        self._thread.start()

    @property
    def is_connected(self) -> bool:
        """Whether Redis answered the last time it was asked, at most some seconds ago."""
        return self._redis is not None

    def close(self) -> None:
        """
        Ship what can be shipped at once, then end the thread; the journal keeps the rest for the next
        process.
        """
        self._closing.set()
        self._journal.arrived.set()
        self._thread.join(timeout=_FLUSH_SECONDS + 3)

    def _work(self) -> None:
        failures = 0
        with closing(self._journal.outbox()) as outbox:
            while not self._closing.is_set():
                try:
                    has_more = self._round(outbox)
                except Exception as error:  # noqa: BLE001 - whatever goes wrong, deliveries must go on later.
                    failures += 1
                    if failures == 1:
                        log.warning("shipping_interrupted", journal=self._journal.name, error=type(error).__name__)
                    self._disconnect()
                    self._closing.wait(_pause(failures))
                    continue
                failures = 0
                if not has_more:
                    self._rest(outbox)
            self._flush(outbox)
        self._disconnect()

    def _round(self, outbox: Outbox) -> bool:
        """Ship one batch; False when there is nothing to do now."""
        redis = self._connected()
        if time.monotonic() >= self._next_look:
            self._look(redis, outbox)
        self._journal.arrived.clear()
        if self._is_full(redis):
            return False
        batch = outbox.next_batch()
        if batch is not None:
            lying = self._send(redis, batch)
            outbox.mark_shipped(batch)
            # Whoever takes what lay there before looks once more before he ends, and finds this, too.
            self._await_ring(_RING_SOON if lying <= len(batch.entries) else _RING_LATER)
        self._ring_if_due()
        if outbox.has_to_save:
            outbox.save()
        return batch is not None

    def _look(self, redis: Redis, outbox: Outbox) -> None:
        """See whether Redis is still the one we shipped to, and drop what has been shipped for long."""
        generation = current_generation(redis, key=self._shipping.generation_key)
        follow_generation(outbox, generation, repeat=self._shipping.repeat)
        while outbox.prune(keep=self._shipping.keep) and not self._journal.arrived.is_set():
            pass
        self._next_look = time.monotonic() + _LOOK_SECONDS

    def _is_full(self, redis: Redis) -> bool:
        """Whether intake has to catch up first: the journal has more room than Redis, which Celery shares."""
        # Asked each time: what is sent to a frozen Redis unasked would lie there twice after its thaw.
        return int(redis.xlen(self._shipping.stream)) >= _STREAM_ENTRIES

    def _send(self, redis: Redis, batch: Batch) -> int:
        """Put `batch` into the stream, all of it or nothing, and return how much lies there then."""
        with redis.pipeline(transaction=True) as pipeline:
            for entry in batch.entries:
                pipeline.xadd(self._shipping.stream, entry)
            pipeline.xlen(self._shipping.stream)
            return int(pipeline.execute()[-1])

    def _await_ring(self, distance: float) -> None:
        """Have the bell rung as soon as `distance` has passed since the last time."""
        due = self._rang_at + distance
        self._ring_due = due if self._ring_due is None else min(due, self._ring_due)

    def _ring_if_due(self) -> None:
        if self._ring_due is None or time.monotonic() < self._ring_due:
            return
        self._rang_at, self._ring_due = time.monotonic(), None
        try:
            self._shipping.ring()
        except Exception as error:  # noqa: BLE001 - whatever the bell is made of, deliveries go on without it.
            log.warning("bell_failed", error=type(error).__name__)

    def _rest(self, outbox: Outbox) -> None:
        """Wait for deliveries, but not past what has to be done; then a moment more, so that some go together."""
        moments = [self._next_look, *([] if self._ring_due is None else [self._ring_due])]
        if outbox.is_unsaved:
            moments.append(time.monotonic() + SAVE_SECONDS)
        self._journal.arrived.wait(max(0.0, min(moments) - time.monotonic()))
        self._closing.wait(_LINGER_SECONDS)

    def _flush(self, outbox: Outbox) -> None:
        end = time.monotonic() + _FLUSH_SECONDS
        try:
            while self._redis and time.monotonic() < end and self._round(outbox):
                pass
        except (RedisError, sqlite3.Error, JournalDown):
            pass  # The journal keeps it.

    def _connected(self) -> Redis:
        if self._redis is None:
            redis = self._shipping.connect()
            redis.ping()
            self._redis = redis
            # Whatever happened while we were apart: look before shipping anything.
            self._next_look = 0.0
            log.info("redis_reached", journal=self._journal.name)
        return self._redis

    def _disconnect(self) -> None:
        if self._redis is not None:
            self._redis.close()
            self._redis = None


def _pause(failures: int) -> float:
    """Choose seconds before the next try: growing, at most 2, random so that processes spread."""
    return random.uniform(0.05, min(_LONGEST_PAUSE, 0.1 * 2.0 ** min(failures, 10)))  # noqa: S311 - no secret.
