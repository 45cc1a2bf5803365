"""Run the sandbox: one uvicorn process whose connections a fault can really break."""

import signal
from types import FrameType
from typing import cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from integrator.sandbox.app import create_app
from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.fault_middleware import TRANSPORT


class AbortableProtocol(HttpToolsProtocol):
    """HTTP with the connection's transport in the scope, so that a handler can abort it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast("dict[str, object]", self.scope)[TRANSPORT] = self.transport


def build_server(config: SandboxConfig) -> uvicorn.Server:
    """Return a server that is not running yet; its state in `config.data_dir` is open."""
    settings = uvicorn.Config(
        create_app(config),
        host=config.host,
        port=config.port,
        http=AbortableProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(settings)


def serve(config: SandboxConfig) -> None:
    """Serve until SIGTERM or SIGINT; then the state is closed and the process exits with 0."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _exit)
    build_server(config).run()


def _exit(_number: int, _frame: FrameType | None) -> None:
    # uvicorn raises the signal again once it has stopped, so this ends the process in both cases.
    raise SystemExit(0)
