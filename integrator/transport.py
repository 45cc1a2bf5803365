"""
kombu's Redis transport, which keeps its client.

kombu makes a client of its own for each message that it takes, acknowledges or sends, and redis-py copies its table of
170 answers for each: an eighth of what a worker does (redis-py 8.1, https://github.com/redis/redis-py/issues/3624).
"""

from typing import Any

from kombu.transport import redis


class Channel(redis.Channel):
    """A channel whose commands share one client, as long as they share one pool of connections."""

    _kept: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002 - kombu's own signature.
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[no-untyped-call]  # kombu has no types.
        if self._kept is None or self._kept.connection_pool is not self.pool:
            self._kept = super()._create_client()  # type: ignore[no-untyped-call]  # kombu has no types.
        return self._kept


class Transport(redis.Transport):
    """The transport that `broker_transport` names."""

    Channel = Channel
