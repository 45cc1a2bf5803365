"""A real sandbox server in a thread of the tests."""

import socket
import threading
import time
from collections.abc import Iterator

from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.server import build_server


def run_server(config: SandboxConfig) -> Iterator[str]:
    """Serve `config` on a free port until the generator is closed."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = build_server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        assert server.started
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
