"""Make calls go wrong as the fault plan says, down to a real connection reset."""

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from integrator.sandbox import fault_answers
from integrator.sandbox.faults import Fault, FaultPlan

OperationOf = Callable[[str, str, bytes], str]
"""Names the operation of (method, path, body) in an emulation's own words."""

TRANSPORT = "sandbox.transport"
"""Key of the connection's transport in the scope; set by the sandbox's own server protocol."""

_PREFIXES = {
    "shopify": "shopify",
    "ecm": "ecm",
    "workflow": "workflow",
    "workflow-history": "workflow",
    "notifications": "notifications",
    "notification-center": "notifications",
    "file360": "file360",
    "trading-grid": "trading_grid",
    "tenants": "tokens",
    "otdstenant": "tokens",
    "otdsws": "tokens",
}


def system_of(path: str) -> str:
    """Return the emulated system that `path` belongs to; empty for the sandbox's own pages."""
    return _PREFIXES.get(path.split("/", 2)[1], "")


@dataclass(slots=True)
class _Answer:
    """An answer caught on its way out."""

    start: Message = field(default_factory=dict)
    body: bytes = b""

    async def catch(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    def headers_for(self, length: int) -> list[tuple[bytes, bytes]]:
        kept = [(name, value) for name, value in self.start["headers"] if name.lower() != b"content-length"]
        return [*kept, (b"content-length", str(length).encode())]


class FaultMiddleware:
    """Asks the plan before each call to an emulated system; without a fault the call passes untouched."""

    def __init__(self, app: ASGIApp, plan: FaultPlan, operation_of: Mapping[str, OperationOf]) -> None:
        self._app = app
        self._plan = plan
        self._operation_of = operation_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        system = system_of(scope["path"]) if scope["type"] == "http" else ""
        if not system or not self._plan.concerns(system):
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        operation = self._operation_of[system](scope["method"], scope["path"], body)
        fault = self._plan.take(system, operation)
        if fault is None:
            await self._app(scope, _replay(body, receive), send)
        else:
            await self._misbehave(fault, system, scope, _replay(body, receive), send)

    async def _misbehave(self, fault: Fault, system: str, scope: Scope, receive: Receive, send: Send) -> None:
        match fault.kind:
            case "status":
                await fault_answers.failure(fault, system)(scope, receive, send)
            case "status_after":
                await self._perform(scope, receive)
                await fault_answers.failure(fault, system)(scope, receive, send)
            case "delay":
                await asyncio.sleep(fault.delay_seconds)
                await self._app(scope, receive, send)
            case "drip":
                answer = await self._perform(scope, receive)
                await _drip(answer, fault.delay_seconds, scope, send)
            case "reset_before":
                await _reset(scope, receive)
            case "reset_after":
                await self._perform(scope, receive)
                await _reset(scope, receive)
            case "garbage":
                answer = await self._perform(scope, receive)
                cut = Response(fault_answers.cut_in_half(answer.body), media_type="application/json")
                await cut(scope, receive, send)
            case "garbage_html":
                await fault_answers.web_page()(scope, receive, send)
            case "expired_token":
                await fault_answers.expired_token(system)(scope, receive, send)

    async def _perform(self, scope: Scope, receive: Receive) -> _Answer:
        answer = _Answer()
        await self._app(scope, receive, answer.catch)
        return answer


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return pending.pop() if pending else await receive()

    return again


async def _drip(answer: _Answer, pause_seconds: float, scope: Scope, send: Send) -> None:
    transport: asyncio.Transport | None = scope.get(TRANSPORT)
    await send({**answer.start, "headers": answer.headers_for(len(answer.body))})
    for byte in answer.body:
        if transport is not None and transport.is_closing():
            return
        await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
        await asyncio.sleep(pause_seconds)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _reset(scope: Scope, receive: Receive) -> None:
    transport: asyncio.Transport = scope[TRANSPORT]
    # With a linger time of zero the kernel answers with RST instead of an orderly FIN.
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    # Wait until the server has noticed; otherwise it would complain about a missing answer.
    while (await receive())["type"] != "http.disconnect":
        continue
