"""A real sandbox server in a thread of the tests."""

import json
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn

from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.server import build_server


def run_server(config: SandboxConfig) -> Iterator[str]:
    """Serve `config` on a free port until the generator is closed; yields the address."""
    yield from serving(build_server(config))


def serving(server: uvicorn.Server) -> Iterator[str]:
    """Serve on a free port from a thread until the generator is closed; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        give_up = time.monotonic() + 20
        while not server.started and thread.is_alive() and time.monotonic() < give_up:
            time.sleep(0.01)
        try:
            assert server.started
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@dataclass(frozen=True)
class Controls:
    """The control routes of a running sandbox."""

    url: str

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/_sandbox{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def break_once(self, system: str, operation: str, kind: str, **further: Any) -> None:
        self.control("POST", "/faults", {"system": system, "operation": operation, "kind": kind, **further})

    def effects(self, *operations: str) -> list[dict[str, Any]]:
        effects = self.control("GET", "/effects")["effects"]
        return [effect for effect in effects if effect["operation"] in operations]
