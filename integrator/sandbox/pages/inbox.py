"""The mailboxes and telephones of everybody: what was sent, what it says, and how it travels."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from integrator.sandbox.notifications.fates import MARKS, mark
from integrator.sandbox.notifications.state import find_status, list_messages
from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View, guarded
from integrator.sandbox.world import World

_SHOWN = 200
_LATE = 3600
"""Seconds by which a message that is marked as late is late."""

# A mail's HTML is anybody's: it is shown in a frame without rights, scripts, or pictures from outside.
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def routes(pages: Pages) -> list[Route]:
    inbox = _Inbox(pages.world)
    return [
        pages.page("/inbox", inbox.messages),
        pages.page("/inbox/{job}/{place:int}", inbox.message),
        pages.action("/inbox/{job}/{place:int}/mark", inbox.mark, inbox.message),
        guarded(Route("/inbox/{job}/{place:int}/html", inbox.html, methods=["GET"])),
    ]


class _Inbox:
    def __init__(self, world: World) -> None:
        self._world = world

    def messages(self, request: Request) -> View:
        everything = _messages(self._world)
        address = request.query_params.get("address", "")
        found = [message for message in everything if address in {"", message["address"]}]
        return View(
            "inbox.html",
            {
                "messages": found[: -_SHOWN - 1 : -1],
                "most": _SHOWN,
                "addresses": sorted({message["address"] for message in everything}),
                "chosen": address,
            },
        )

    def message(self, request: Request) -> View:
        message = self._find(request)
        return View("message.html", {"message": message, "delivery": self._delivery(message), "marks": MARKS})

    def mark(self, request: Request, form: Form) -> str:
        """Decide what becomes of a message, as the mailbox, the network or its reader would."""
        message, word = self._find(request), form.get("as", "")
        if word not in MARKS:
            raise ValueError(f"a message can be {', '.join(MARKS)}")
        mark(self._world, message["job_id"], message["address"], word, seconds=_LATE if word == "late" else 0)
        return f"/inbox/{message['job_id']}/{message['place']}"

    async def html(self, request: Request) -> Response:
        try:
            body = self._find(request)["html"]
        except NotHereError as error:
            return Response(str(error), 404, media_type="text/plain")
        return HTMLResponse(body, headers={"Content-Security-Policy": _MAIL_POLICY})

    def _find(self, request: Request) -> dict[str, Any]:
        wanted = request.path_params["job"], request.path_params["place"]
        for message in _messages(self._world):
            if (message["job_id"], message["place"]) == wanted:
                return message
        raise NotHereError("There is no such message.")

    def _delivery(self, message: dict[str, Any]) -> dict[str, Any]:
        """Return what the sender is told about this destination."""
        status = find_status(self._world, message["channel"], message["job_id"])
        found: dict[str, Any] = status["deliveries"][message["place"]] if status else {}
        return found


def _messages(world: World) -> list[dict[str, Any]]:
    """Return every message with its place among the destinations of its job, oldest first."""
    found: list[dict[str, Any]] = []
    for message in list_messages(world):
        is_next = bool(found) and found[-1]["job_id"] == message["job_id"]
        found.append({**message, "place": found[-1]["place"] + 1 if is_next else 0})
    return found
