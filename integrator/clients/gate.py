"""The gate before every remote call: rate limit and circuit breaker, shared by all workers through Redis."""

import logging
import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from integrator.clients.breaker import Breaker, Watch
from integrator.clients.errors import Throttled
from integrator.clients.limits import (
    CostBucket,
    Limit,
    LocalLimit,
    Rate,
    ThrottleStatus,
    free_part,
    hold,
    settle,
    take,
)
from integrator.clients.scripts import ScriptCall, run

__all__ = ["Breaker", "CostBucket", "Entry", "Gate", "Rate", "ThrottleStatus"]

DEFAULT_RATES: Mapping[str, Limit] = {"shopify": CostBucket()}
"""Shopify by cost, all others at the gate's default. Source: contracts/opentext/auth, 5. [inferred]"""

LOCAL_SHARE = 0.25
"""Part of a limit that one process uses while Redis cannot be asked: right for four, harmless for fewer."""

_AWAY = 1.0
"""Seconds until Redis is asked again after it did not answer; not every call shall pay for its silence."""

_NONE = timedelta()

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """The right to make one call, to be followed by `success` or `failure`."""

    system: str
    key: str
    watch: Watch = Watch.FAILURE


class Gate:
    """
    Says whether a call may go now. It never waits.

    Args:
        redis: with timeouts far below a second, as `connect` makes it; None keeps everything in this process.
        key_prefix: of every Redis key, so that a Redis may be shared.
        rates: limit by system name.
        default: limit of systems that `rates` does not name.
        breaker: rules of the circuit breakers. Without Redis there is none; the local share bounds the harm.
        share: part of a limit used while Redis cannot be asked, above 0 and at most 1.
    """

    def __init__(
        self,
        redis: Redis | None,
        *,
        key_prefix: str = "",
        rates: Mapping[str, Limit] = DEFAULT_RATES,
        default: Limit = Rate(per_second=5, burst=5),  # noqa: B008 - frozen, so one for all is right.
        breaker: Breaker = Breaker(),  # noqa: B008 - frozen, so one for all is right.
        share: float = LOCAL_SHARE,
    ) -> None:
        self._redis = redis
        self._prefix = key_prefix
        self._rates = rates
        self._default = default
        self._breaker = breaker
        self._share = share
        self._local: dict[tuple[str, str], LocalLimit] = {}
        self._lock = threading.Lock()
        self._away_until = 0.0

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        key_prefix: str,
        rates: Mapping[str, Limit] = DEFAULT_RATES,
        breaker: Breaker = Breaker(),  # noqa: B008 - frozen, so one for all is right.
    ) -> Self:
        """Build a gate on the Redis at `url`, with a connection that gives up after a quarter of a second."""
        redis = Redis.from_url(
            url,
            socket_connect_timeout=0.1,
            socket_timeout=0.15,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        return cls(redis, key_prefix=key_prefix, rates=rates, breaker=breaker)

    @classmethod
    def local(cls, rates: Mapping[str, Limit] | None = None) -> Self:
        """Build a gate for one process alone; without `rates` it practically never closes."""
        return cls(None, rates=rates or {}, default=Rate(per_second=1e6, burst=1_000_000), share=1.0)

    def enter(
        self, system: str, operation: str, key: str = "", cost: float = 1.0, *, patience: timedelta = _NONE
    ) -> Entry:
        """
        Ask for one call.

        With `patience`, a place that comes up within it is booked and waited for. That is for work under way: a
        step of several calls that began anew at each refusal might never come to its end.

        Limit and breaker are kept for each `key`, such as the store, so that one store's trouble does not
        delay another. `cost` is in units of the limit.

        Raises:
            Throttled: not now; `retry_after` is spread a little, so that those who wait do not return as one.
        """
        limit = self._limit(system)
        breaker_key = self._breaker_key(system, key)
        answers = self._ask(
            [take(limit, self._limit_key(system, key), cost, patience=patience), self._breaker.ask(breaker_key)]
        )
        if answers is None:
            wait, why, watch = (
                self._local_limit(system, key).take(cost),
                "our own limit in this process",
                Watch.FAILURE,
            )
        else:
            own_wait, (breaker_wait, watched) = timedelta(microseconds=answers[0]), answers[1]
            wait, why, watch = own_wait, "our own limit", Watch(watched)
            if breaker_wait:
                wait, why = timedelta(milliseconds=breaker_wait), "the circuit breaker is open"
            elif wait > _NONE and watch is Watch.PROBE:
                self._ask([self._breaker.return_probe(breaker_key)])
        if wait > _NONE:
            spread = 1 + random.random() / 4  # noqa: S311 - spreads load, keeps no secret.
            raise Throttled(why, system=system, operation=operation, retry_after=wait * spread)
        if wait:
            time.sleep(-wait.total_seconds())
        return Entry(system, key, watch)

    def success(self, entry: Entry) -> None:
        """Tell that the remote answered properly, whatever it said."""
        if entry.watch is not Watch.FAILURE:
            self._ask([self._breaker.success(self._breaker_key(entry.system, entry.key), entry.watch)])

    def failure(self, entry: Entry) -> None:
        """Tell that the remote did not answer, or not properly."""
        self._ask([self._breaker.failure(self._breaker_key(entry.system, entry.key), entry.watch)])

    def hold_back(self, entry: Entry, wait: timedelta) -> None:
        """Let nothing of this system and key through for `wait`, as the remote asked."""
        call = hold(self._limit(entry.system), self._limit_key(entry.system, entry.key), wait)
        if self._ask([call]) is None:
            self._local_limit(entry.system, entry.key).hold(wait)

    def settle(self, system: str, key: str, *, reserved: float, used: float, status: ThrottleStatus) -> None:
        """Correct a cost bucket by what the remote said; does nothing for systems limited by rate."""
        if isinstance(self._limit(system), CostBucket):
            self._ask([settle(self._limit_key(system, key), reserved=reserved, used=used, status=status)])

    def room(self, system: str, key: str) -> float:
        """Return which part of a cost bucket is free, for work that shall leave the rest to others; 1 when unknown."""
        if self._redis is None or not isinstance(self._limit(system), CostBucket):
            return 1.0
        try:
            return free_part(self._redis, self._limit_key(system, key))
        except RedisError:
            return 1.0  # Then each process has only its local share, which `enter` guards.

    def close(self) -> None:
        """Close the connections to Redis."""
        if self._redis is not None:
            self._redis.close()

    def _limit(self, system: str) -> Limit:
        return self._rates.get(system, self._default)

    def _limit_key(self, system: str, key: str) -> str:
        return f"{self._prefix}limit:{system}:{key}"

    def _breaker_key(self, system: str, key: str) -> str:
        return f"{self._prefix}breaker:{system}:{key}"

    def _local_limit(self, system: str, key: str) -> LocalLimit:
        with self._lock:
            if (system, key) not in self._local:
                self._local[system, key] = LocalLimit(self._limit(system), share=self._share)
            return self._local[system, key]

    def _ask(self, calls: Sequence[ScriptCall]) -> list[Any] | None:
        """Run `calls`, or return None when Redis cannot be asked."""
        if self._redis is None or time.monotonic() < self._away_until:
            return None
        try:
            return run(self._redis, calls)
        except RedisError as error:
            self._away_until = time.monotonic() + _AWAY
            _log.warning("Redis cannot be asked for limits (%s); a local share is used", type(error).__name__)
            return None
