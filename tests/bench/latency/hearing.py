"""
Celery's own events of each task, kept as they come and read only afterwards, so that hearing costs the fleet nothing.

Workers send them anyway, for Flower.
"""

import base64
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

_CHUNK = 1 << 16


@dataclass
class Task:
    """One task: its id, its keywords as text, and when it was sent, received and started, seconds since 1970."""

    name: str = ""
    keywords: str = ""
    moments: dict[str, float] = field(default_factory=dict)


class Hearing:
    """Listens while it is open as a context; `tasks` tells what was heard."""

    def __init__(self, redis_url: str, key_prefix: str) -> None:
        address = urlsplit(redis_url)
        self._chunks: list[bytes] = []
        self._socket = socket.create_connection((address.hostname or "", address.port or 6379))
        # Celery's event exchange: task.sent of senders, task.multi of workers, who send several at once. [seen in code]
        self._socket.sendall(f"AUTH {address.password}\r\nPSUBSCRIBE {key_prefix}*celeryev/task.*\r\n".encode())
        self._thread = threading.Thread(target=self._listen, name="hearing", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while chunk := self._socket.recv(_CHUNK):
            self._chunks.append(chunk)

    def tasks(self) -> Mapping[str, Task]:
        """Return what was heard so far, by task id."""
        found: dict[str, Task] = {}
        for event in events_in(b"".join(self._chunks)):
            task = found.setdefault(event["uuid"], Task())
            task.name = event.get("name") or task.name
            task.keywords = event.get("kwargs") or task.keywords
            # A task that was taken over is started twice; the first time counts.
            task.moments.setdefault(event["type"].removeprefix("task-"), event["timestamp"])
        return found


def events_in(heard: bytes) -> Iterator[dict[str, Any]]:
    """Read the events out of what Redis told: messages of kombu, each a line of JSON with one event or a list."""
    for line in heard.split(b"\r\n"):
        if not line.startswith(b"{") or not line.endswith(b"}"):
            continue
        body = json.loads(base64.b64decode(json.loads(line)["body"]))
        yield from body if isinstance(body, list) else [body]
