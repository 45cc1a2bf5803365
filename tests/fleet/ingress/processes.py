"""A real ingress process and a real Redis of our own, on random ports."""

import hmac
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

SECRET = b"hush"
STORE = "acme.myshopify.com"
BODY = b'{"id":820982911946154508}'

_PROGRAM = """
import sys
from integrator.ingress.server import serve
from integrator.settings import Settings
serve(Settings(), secrets_of=lambda store: (b"hush",) if store == "acme.myshopify.com" else (), ring=lambda:
None)
"""


def wait_until(true: Callable[[], bool], *, seconds: float = 15.0) -> None:
    """Poll until `true()`, and fail when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "It did not come true in time."
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def delivery_headers(webhook_id: str, body: bytes = BODY) -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Hmac-Sha256": b64encode(hmac.digest(SECRET, body, "sha256")).decode(),
        "X-Shopify-Shop-Domain": STORE,
        "X-Shopify-API-Version": "2026-07",
        "X-Shopify-Webhook-Id": webhook_id,
    }


StartIngress = Callable[..., "IngressProcess"]


class IngressProcess:
    """One `serve` in a process of its own."""

    def __init__(self, data_dir: Path, redis_url: str, *, prefix: list[str] | None = None, **settings: str) -> None:
        self.port = free_port()
        self.data_dir = data_dir
        environment = {
            **os.environ,
            "INTEGRATOR_DATA_DIR": str(data_dir),
            "INTEGRATOR_REDIS_URL": redis_url,
            "INTEGRATOR_INGRESS_PORT": str(self.port),
            **{f"INTEGRATOR_{name.upper()}": value for name, value in settings.items()},
        }
        self.process = subprocess.Popen(
            [*(prefix or []), sys.executable, "-c", _PROGRAM],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(self._is_up)
        except BaseException:
            self.kill()
            raise

    def _is_up(self) -> bool:
        assert self.process.poll() is None, "The ingress ended at once."
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def post(self, webhook_id: str, body: bytes = BODY) -> int:
        """Post one delivery on a connection of its own and return the status."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request("POST", "/webhooks/shopify", body=body, headers=delivery_headers(webhook_id, body))
            return connection.getresponse().status

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            figures: dict[str, Any] = json.load(answer)
        return figures

    def journal_ids(self, name: str = "ingress-1") -> set[str]:
        """Read which deliveries lie in a journal, as another process would."""
        with closing(sqlite3.connect(self.data_dir / "journal" / f"{name}.sqlite3")) as connection:
            return {row[0] for row in connection.execute("SELECT webhook_id FROM deliveries")}

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=20)


class RedisServer:
    """A Redis of our own that keeps nothing on disk, and can be frozen and started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self.start()

    def start(self) -> None:
        binary = shutil.which("redis-server") or shutil.which("valkey-server")
        assert binary, "A redis-server is needed."
        arguments = ["--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self.process = subprocess.Popen([binary, *arguments], stdout=subprocess.DEVNULL)
        with self.client() as client:
            wait_until(lambda: _answers(client))

    @contextmanager
    def client(self) -> Iterator[Any]:
        with Redis.from_url(self.url, decode_responses=False) as client:
            yield client

    def stream_ids(self) -> list[str]:
        """List the webhook ids in the stream, in order."""
        with self.client() as client:
            entries: list[tuple[bytes, dict[bytes, bytes]]] = client.xrange("fleet:deliveries")
        return [fields[b"webhook_id"].decode() for _, fields in entries]

    def first_entry(self) -> dict[bytes, bytes]:
        with self.client() as client:
            return dict(client.xrange("fleet:deliveries", count=1)[0][1])

    def command(self, *words: str) -> None:
        with self.client() as client:
            client.execute_command(*words)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _answers(client: Any) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False
