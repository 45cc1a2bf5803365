"""OpenText Directory Services: tickets for a user's name and password (contract extended-ecm, section 3)."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.state import Ecm

_NAMES = {"/otdsws/v1/authentication/credentials": "user_name", "/otdsws/rest/authentication/credentials": "userName"}
"""The newer and the older path, and how each calls the user."""


def routes(ecm: Ecm) -> list[BaseRoute]:
    """Return the routes of both paths; they lie beside Content Server, not below it."""

    async def credentials(request: Request) -> Response:
        return _log_in(ecm, await request.body(), _NAMES[request.url.path])

    return [Route(path, credentials, methods=["POST"]) for path in _NAMES]


def _log_in(ecm: Ecm, body: bytes, name_field: str) -> Response:
    try:
        document = json.loads(body)
        name, password = document[name_field], document["password"]
    except (ValueError, KeyError, TypeError):
        return _refusal(400, "Malformed request")
    if not isinstance(name, str) or not isinstance(password, str):
        return _refusal(400, "Malformed request")
    try:
        ticket = ecm.sessions.log_in_by_otds(name, password)
    except EcmError:
        return _refusal(401, "Invalid user name or password")
    return JSONResponse(_ticket_answer(name, ticket))


def _ticket_answer(name: str, ticket: str) -> dict[str, Any]:
    return {
        "token": "",
        "user_id": f"{name}@Content Server Members",
        "ticket": ticket,
        "resourceID": None,
        "failureReason": None,
        "password_expiration_time": 0,
        "continuation": False,
        "continuationContext": None,
        "continuationData": None,
    }


def _refusal(status: int, text: str) -> Response:
    return JSONResponse({"status": status, "error": text, "errorDetails": None}, status)
