"""
The messages that Celery's workers take and the events that Flower shows, as Celery and kombu would write them.

Celery's own way to send one costs five times as much, and needs Celery where nothing else does. Format: Celery's task
protocol 2 in the envelope of kombu's virtual transports (Celery 5.7, kombu 5.7,
https://docs.celeryq.dev/en/stable/internals/protocol.html); a test compares both with what Celery sends.
"""

import base64
import json
import os
import socket
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

SENT = "celeryev/task.sent"
"""Channel of the events; kombu puts the database's number before it."""

_LONGEST_SHOWN = 1024
_EMBED = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
_ticks = count(1)


@dataclass(frozen=True)
class Message:
    """One call of a task."""

    task: str
    keywords: Mapping[str, str | int]
    queue: str
    id: str
    expires: datetime | None = None

    @property
    def _shown(self) -> str:
        return repr(dict(self.keywords))[:_LONGEST_SHOWN]

    @property
    def _expires(self) -> str | None:
        return self.expires.isoformat() if self.expires else None

    def body(self) -> str:
        """Return what is put into the queue."""
        headers: dict[str, Any] = {
            "lang": "py",
            "task": self.task,
            "id": self.id,
            "shadow": None,
            "eta": None,
            "expires": self._expires,
            "group": None,
            "group_index": None,
            "retries": 0,
            "timelimit": [None, None],
            "root_id": self.id,
            "parent_id": None,
            "argsrepr": "()",
            "kwargsrepr": self._shown,
            "origin": _sender(),
            "ignore_result": None,
            "replaced_task_nesting": 0,
            "stamped_headers": None,
            "stamps": {},
        }
        properties = {"correlation_id": self.id, "reply_to": "", "delivery_mode": 2}
        return _enveloped([[], dict(self.keywords), _EMBED], headers, properties, exchange="", key=self.queue)

    def event(self) -> str:
        """Return what Flower is told."""
        told = {
            "hostname": _sender(),
            "utcoffset": 0,
            "pid": os.getpid(),
            "clock": next(_ticks),
            "uuid": self.id,
            "root_id": self.id,
            "parent_id": None,
            "name": self.task,
            "args": "()",
            "kwargs": self._shown,
            "retries": 0,
            "eta": None,
            "expires": self._expires,
            "queue": self.queue,
            "exchange": "",
            "routing_key": self.queue,
            "timestamp": time.time(),
            "type": "task-sent",
        }
        exchange, key = SENT.split("/")
        return _enveloped(told, {"hostname": _sender()}, {"delivery_mode": 1}, exchange=exchange, key=key)


def _enveloped(body: Any, headers: Any, properties: dict[str, Any], *, exchange: str, key: str) -> str:
    return json.dumps(
        {
            "body": base64.b64encode(json.dumps(body).encode()).decode(),
            "content-encoding": "utf-8",
            "content-type": "application/json",
            "headers": headers,
            "properties": {
                **properties,
                "delivery_info": {"exchange": exchange, "routing_key": key},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": str(uuid.uuid4()),
            },
        }
    )


def _sender() -> str:
    return f"gen{os.getpid()}@{_HOST}"


_HOST = socket.gethostname()
