"""The control pages have no login, so only callers on this very machine may use them."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class LoopbackOnly:
    """Refuses `/_sandbox/...` to every address but loopback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["path"].startswith("/_sandbox"):
            client = scope.get("client")
            if client is None or client[0] not in _LOOPBACK:
                app = JSONResponse({"error": "the sandbox is controlled from loopback only"}, 403)
        await app(scope, receive, send)
