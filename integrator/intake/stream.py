"""The Redis stream of deliveries: an entry leaves it only after its SQL commit."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import structlog
from redis import Redis
from redis.exceptions import RedisError, ResponseError

from integrator.ledger.deliveries import Delivery, Poisoned
from integrator.runner.budget import MOST_CRASHES

log = structlog.get_logger(__name__)

_GROUP = "intake"
_Entries = list[tuple[bytes, Mapping[bytes, bytes]]]


class Stream:
    """A consumer of the deliveries, named after its process."""

    def __init__(self, redis: Redis, *, key_prefix: str, consumer: str, abandoned: timedelta) -> None:
        """Entries that another consumer took and left for `abandoned` are taken over; doing them twice is harmless."""
        self._abandoned_ms = int(abandoned.total_seconds() * 1000)
        self._redis = redis
        self._key = f"{key_prefix}deliveries"
        self._consumer = consumer

    def take(self, most: int) -> list[tuple[bytes, Delivery | None]]:
        """
        Return up to `most` entries: new ones, or such as were given back, or one that a dead consumer left behind.

        What the dead left behind comes alone, so that an entry that kills its consumers takes no others along; after
        three deaths it comes as `Poisoned`. `None` is unreadable.
        """
        try:
            found = self._redis.xreadgroup(_GROUP, self._consumer, {self._key: ">"}, count=most)
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            self._make_group()
            return self.take(most)
        if found:
            return [(entry_id, _read(entry_id, fields)) for entry_id, fields in cast("Any", found)[0][1]]
        return self._take_over(most)

    def done(self, entry_ids: list[bytes]) -> None:
        """Take entries off the stream after their commit."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.xack(self._key, _GROUP, *entry_ids)
        pipeline.xdel(self._key, *entry_ids)
        pipeline.execute()

    def give_back(self, entry_ids: list[bytes]) -> None:
        """Let entries come again as if they had not been taken yet: that the ledger was away is no fault of theirs."""
        with suppress(RedisError):
            ids = cast("Any", entry_ids)
            self._redis.xclaim(self._key, _GROUP, self._consumer, 0, ids, retrycount=0, justid=True)

    def has_older_than(self, age: timedelta) -> bool:
        """Whether a delivery lies here for longer than `age`; what is looked up meanwhile would seem to be missed."""
        try:
            oldest = cast("_Entries", self._redis.xrange(self._key, count=1))
            seconds, micros = self._redis.time()
        except RedisError:
            return False
        if not oldest:
            return False
        shipped = int(oldest[0][0].split(b"-")[0])
        return seconds * 1000 + micros // 1000 - shipped > age.total_seconds() * 1000

    def _take_over(self, most: int) -> list[tuple[bytes, Delivery | None]]:
        while left := self._left_behind(most):
            given_back = [one["message_id"] for one in left if not one["times_delivered"]]
            oldest, deaths = left[0]["message_id"], left[0]["times_delivered"]
            kind = Poisoned if not given_back and deaths >= MOST_CRASHES else Delivery
            # Whoever claims first has them; what another one took, or somebody deleted, is missing in the answer.
            entries = self._claim(given_back or [oldest])
            if entries and kind is Poisoned:
                log.error("stream entry poisoned", remote_id=oldest.decode("latin-1"), deaths=deaths)
            if entries:
                return [(entry_id, _read(entry_id, fields, kind=kind)) for entry_id, fields in entries]
        return []

    def _left_behind(self, most: int) -> list[Any]:
        """Name entries that were taken, and left for as long as a dead consumer would; oldest first."""
        idle = self._abandoned_ms
        return cast("list[Any]", self._redis.xpending_range(self._key, _GROUP, "-", "+", most, idle=idle))

    def _claim(self, entry_ids: list[Any]) -> _Entries:
        claimed: Any = self._redis.xclaim(self._key, _GROUP, self._consumer, self._abandoned_ms, entry_ids)
        # Redis 6.2 names entries that were deleted meanwhile, as nothing at all.
        return [(entry_id, fields) for entry_id, fields in claimed if entry_id]

    def _make_group(self) -> None:
        try:
            self._redis.xgroup_create(self._key, _GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


def _read(entry_id: bytes, fields: Mapping[bytes, bytes], *, kind: type[Delivery] = Delivery) -> Delivery | None:
    """Read an entry; one that the ingress cannot have written is told and leaves the stream."""

    def text(name: bytes) -> str:
        return fields.get(name, b"").decode("latin-1").replace("\x00", "\ufffd")

    try:
        return kind(
            store=text(b"store"),
            topic=text(b"topic"),
            webhook_id=text(b"webhook_id"),
            event_id=text(b"event_id"),
            triggered_at=text(b"triggered_at")[:64],
            api_version=text(b"api_version")[:32],
            received_at=datetime.fromtimestamp(int(fields[b"received_at"]) / 1000, UTC),
            journal=text(b"journal"),
            body=fields[b"body"],
            body_hash=text(b"body_hash"),
        )
    except (KeyError, ValueError, OverflowError, OSError):
        log.error("stream entry unreadable", remote_id=entry_id.decode("latin-1"))
        return None
