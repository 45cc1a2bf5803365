"""Receive a request's body, within limits that hold for chunked bodies too."""

from starlette.requests import Request

from integrator.ingress.errors import BodiesTooMany, BodyTooLarge
from integrator.ingress.limits import Limits


class BodyReader:
    """Reads bodies for one event loop. How long a body may take is the business of `protocol.py`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = 0

    async def read(self, request: Request) -> bytes:
        """
        Collect the raw bytes; nothing is decoded or decompressed.

        Raises:
            BodyTooLarge: as soon as that is known.
            BodiesTooMany: all bodies together exceed their limit.
            starlette.requests.ClientDisconnect: the client went away.
        """
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self._limits.body_bytes:
            raise BodyTooLarge
        chunks: list[bytes] = []
        size = 0
        try:
            async for chunk in request.stream():
                size += len(chunk)
                self._held += len(chunk)
                chunks.append(chunk)
                if size > self._limits.body_bytes:
                    raise BodyTooLarge
                if self._held > self._limits.bodies_bytes:
                    raise BodiesTooMany
        finally:
            self._held -= size
        return b"".join(chunks)
