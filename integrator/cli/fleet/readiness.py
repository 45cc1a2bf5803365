"""How to tell that a started process really works: it answers, instead of merely being alive."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import redis

from integrator.cli.fleet.child import Child, FleetError


def wait_until(is_ready: Callable[[], bool], child: Child, *, seconds: float) -> None:
    """
    Wait until `is_ready` says yes.

    Raises:
        FleetError: the process ended, or was not ready after `seconds`.
    """
    give_up = time.monotonic() + seconds
    while not is_ready():
        child.check()
        if time.monotonic() > give_up:
            raise FleetError(f"{child.name} was not ready after {seconds:.0f} s.")
        time.sleep(0.05)
    child.check()


def answers(url: str) -> bool:
    """Return whether a GET of `url` is answered with 200."""
    # No proxy of the environment between us and loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


class WorkerEvents:
    """
    Listens to the events with which Celery workers announce themselves, while it is open as a context.

    `celery inspect ping` would tell the same, but costs a whole Python start for each question.
    """

    def __init__(self, redis_url: str, key_prefix: str) -> None:
        self._client = redis.Redis.from_url(redis_url, socket_timeout=5, socket_connect_timeout=5)
        self._channel = self._client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        # Celery's event exchange with the routing keys worker.online and worker.heartbeat. [seen in code]
        self._channel.psubscribe(f"{key_prefix}*celeryev/worker.*")
        self._heard: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()
        self._client.close()

    def has_heard(self, worker: str) -> bool:
        """Return whether `worker`, a node name or its part before the `@`, has announced itself."""
        while message := self._channel.get_message(timeout=0):
            hostname = _sender_of(message)
            self._heard |= {hostname, hostname.partition("@")[0]}
        return worker in self._heard


def _sender_of(message: dict[str, Any]) -> str:
    return str(json.loads(message["data"]).get("headers", {}).get("hostname", ""))
