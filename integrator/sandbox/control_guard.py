"""Control routes and pages have no login, so only callers on this very machine may use them, and no foreign site."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_LOOPBACK_NAMES = _LOOPBACK | {"localhost"}


class LoopbackOnly:
    """Refuses `/_sandbox/...` to every address but loopback, and to a browser that another site sends here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["path"].startswith("/_sandbox"):
            refusal = refusal_of(scope, needs_origin=False)
            if refusal:
                app = JSONResponse({"error": refusal}, 403)
        await app(scope, receive, send)


def refusal_of(scope: Scope, *, needs_origin: bool) -> str:
    """
    Return why this caller may not control the sandbox; empty for one who may.

    The `Host` must be a loopback name, or a foreign name that resolves to this machine would let its site read
    answers. A browser's `Origin` must be ours; `needs_origin` says whether a change must bring one, as every
    browser's form does.
    """
    client, headers = scope.get("client"), Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if client is None or client[0] not in _LOOPBACK:
        return "the sandbox is controlled from loopback only"
    if _name_of(host) not in _LOOPBACK_NAMES:
        return "the sandbox is controlled under a loopback name only"
    if origin is None:
        is_change = scope["method"] not in {"GET", "HEAD"}
        return "a change needs an Origin" if needs_origin and is_change else ""
    return "" if origin == f"{scope['scheme']}://{host}" else "the sandbox is controlled by its own pages only"


def _name_of(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
