"""The Redis stream of deliveries: an entry leaves it only after its SQL commit."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import structlog
from redis import Redis
from redis.exceptions import ResponseError

from integrator.ledger.deliveries import Delivery

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
        """Return up to `most` entries: new ones, or such as a dead consumer left behind; `None` is unreadable."""
        try:
            found = self._redis.xreadgroup(_GROUP, self._consumer, {self._key: ">"}, count=most)
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            self._make_group()
            return self.take(most)
        entries: _Entries = cast("Any", found)[0][1] if found else self._abandoned(most)
        # Redis 6.2 names entries that were deleted meanwhile, as nothing at all.
        return [(entry_id, _read(entry_id, fields)) for entry_id, fields in entries if entry_id]

    def done(self, entry_ids: list[bytes]) -> None:
        """Take entries off the stream after their commit."""
        pipeline = self._redis.pipeline(transaction=False)
        pipeline.xack(self._key, _GROUP, *entry_ids)
        pipeline.xdel(self._key, *entry_ids)
        pipeline.execute()

    def _abandoned(self, most: int) -> _Entries:
        answer = self._redis.xautoclaim(self._key, _GROUP, self._consumer, min_idle_time=self._abandoned_ms, count=most)
        return cast("_Entries", answer[1])

    def _make_group(self) -> None:
        try:
            self._redis.xgroup_create(self._key, _GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise


def _read(entry_id: bytes, fields: Mapping[bytes, bytes]) -> Delivery | None:
    """Read an entry; one that the ingress cannot have written is told and leaves the stream."""

    def text(name: bytes) -> str:
        return fields.get(name, b"").decode("latin-1").replace("\x00", "\ufffd")

    try:
        return Delivery(
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
