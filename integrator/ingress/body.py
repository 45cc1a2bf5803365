"""Receive a request's body, within limits that hold for chunked bodies too."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from integrator.ingress.errors import BodiesTooMany, BodyTooLarge, WentAway
from integrator.ingress.limits import Limits

Headers = list[tuple[bytes, bytes]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
"""ASGI's: brings the next part of a request."""


class BodyReader:
    """Reads bodies for one event loop. How long a body may take is the business of `protocol.py`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = 0

    async def read(self, headers: Headers, receive: Receive) -> bytes:
        """
        Collect the raw bytes that ASGI's `receive` brings; nothing is decoded or decompressed.

        Raises:
            BodyTooLarge: as soon as that is known.
            BodiesTooMany: all bodies together exceed their limit.
            WentAway: the client hung up.
        """
        declared = next((value for name, value in headers if name == b"content-length"), b"")
        if declared.isdigit() and int(declared[:20]) > self._limits.body_bytes:
            raise BodyTooLarge
        chunks: list[bytes] = []
        size = 0
        try:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise WentAway
                chunk = message.get("body", b"")
                size += len(chunk)
                self._held += len(chunk)
                chunks.append(chunk)
                if size > self._limits.body_bytes:
                    raise BodyTooLarge
                if self._held > self._limits.bodies_bytes:
                    raise BodiesTooMany
                if not message.get("more_body", False):
                    break
        finally:
            self._held -= size
        return b"".join(chunks)
