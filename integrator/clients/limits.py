"""How fast a remote system may be asked: by requests per second, or by Shopify's cost points."""

import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from redis import Redis

from integrator.clients.scripts import Script, ScriptCall

_GCRA = Script.load("gcra.lua")
_BUCKET = Script.load("bucket.lua")
_NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` requests at once, and `per_second` in the long run."""

    per_second: float
    burst: int

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.burst < 1:
            raise ValueError("a rate needs more than 0 requests per second and a burst of at least 1")


@dataclass(frozen=True, slots=True)
class CostBucket:
    """
    Points for GraphQL costs, until the store's own figures are learned from its answers.

    Source: contracts/shopify/api, section 3; the standard plan. [seen in code]
    """

    maximum: float = 2000.0
    restore: float = 100.0
    """Points per second."""


@dataclass(frozen=True, slots=True)
class ThrottleStatus:
    """What Shopify says about its bucket after a request."""

    maximum: float
    available: float
    restore: float


Limit = Rate | CostBucket


def take(limit: Limit, key: str, cost: float, *, patience: timedelta = _NONE) -> ScriptCall:
    """
    Build the call that asks for `cost` units; it answers the microseconds to wait before asking again.

    Below zero, a place within `patience` is booked: it comes up after that many microseconds.
    """
    return _call(limit, "take", key, cost, patience=patience)


def hold(limit: Limit, key: str, wait: timedelta) -> ScriptCall:
    """Build the call that lets nothing through for `wait`, because the server said so."""
    return _call(limit, "hold", key, wait / timedelta(microseconds=1))


def settle(key: str, *, reserved: float, used: float, status: ThrottleStatus) -> ScriptCall:
    """Build the call that gives back what was reserved and not used, and takes over the server's figures."""
    arguments = ("settle", status.maximum, status.restore, reserved, used, status.available)
    return ScriptCall(_BUCKET, key, arguments)


def free_part(redis: Redis, key: str) -> float:
    """Return how full the cost bucket at `key` is now, from 0 to 1; a bucket that nobody used is full."""
    seconds, micros = redis.time()
    available, at, maximum, restore = redis.hmget(key, ["available", "at", "maximum", "restore"])
    if available is None or at is None or maximum is None or restore is None:
        return 1.0
    passed = max(seconds * 1_000_000 + micros - float(at), 0.0) / 1_000_000
    return max(0.0, min(1.0, (float(available) + float(restore) * passed) / float(maximum)))


def _call(limit: Limit, verb: str, key: str, amount: float, *, patience: timedelta = _NONE) -> ScriptCall:
    ready = patience / timedelta(microseconds=1)
    if isinstance(limit, Rate):
        return ScriptCall(_GCRA, key, (verb, 1_000_000 / limit.per_second, limit.burst, amount, ready))
    return ScriptCall(_BUCKET, key, (verb, limit.maximum, limit.restore, amount, ready))


class LocalLimit:
    """
    The same for this process alone, while Redis cannot be asked.

    Args:
        share: part of the limit that this process may use, because others do not know of it.
    """

    def __init__(self, limit: Limit, *, share: float) -> None:
        capacity, refill = (
            (float(limit.burst), limit.per_second) if isinstance(limit, Rate) else (limit.maximum, limit.restore)
        )
        self._capacity = max(capacity * share, 1.0)
        self._refill = refill * share
        self._available = self._capacity
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def take(self, cost: float) -> timedelta:
        """Take `cost` units now and return zero, or return how long to wait."""
        with self._lock:
            self._restore()
            needed = min(cost, self._capacity)
            if self._available < needed:
                return timedelta(seconds=(needed - self._available) / self._refill)
            self._available -= cost
            return timedelta()

    def hold(self, wait: timedelta) -> None:
        """Let nothing through for `wait`."""
        with self._lock:
            self._restore()
            self._available = min(self._available, -self._refill * wait.total_seconds())

    def _restore(self) -> None:
        now = time.monotonic()
        self._available = min(self._capacity, self._available + self._refill * (now - self._at))
        self._at = now
