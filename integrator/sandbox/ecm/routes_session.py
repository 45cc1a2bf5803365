"""Handlers for ping, login and server information (contract extended-ecm, sections 1 and 3)."""

from typing import Any

from starlette.responses import JSONResponse, Response

from integrator.sandbox.ecm.answers import element
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.roles import member_properties
from integrator.sandbox.ecm.sessions import Login


def ping(_call: Call) -> Any:
    return {"build": 24, "href": "/api/v1/ping", "version": "24.4"}


def log_in(call: Call) -> Any:
    if not call.fields.get("username"):
        raise EcmError(500, "Argument username is required")
    if call.fields.get("domain"):
        raise EcmError(401, "Unable to login. Domain support is disabled")
    ticket = call.ecm.sessions.log_in(call.fields.text("username"), call.fields.text("password", ""))
    return {"ticket": ticket}


def who_am_i(call: Call) -> Response:
    """A caller with a bearer token or an OTDS ticket gets the matching ticket in a header."""
    login = call.login
    headers = {}
    if not login.ticket:
        headers = call.ecm.sessions.headers(Login(login.user, call.ecm.sessions.issue(login.user)))
    return JSONResponse({"data": member_properties(login.user)}, headers=headers)


def log_out(call: Call) -> Any:
    call.ecm.sessions.log_out(call.login)
    return {}


def server_info(call: Call) -> Any:
    timeout_ms = int(call.ecm.sessions.timeout.total_seconds() * 1000)
    return {
        "mobile": {"cs_viewer_settings": {}},
        "server": {"version": "24.4", "url": "/cs/cs", "metadata_languages": []},
        "sessions": {
            "enabled": True,
            "expire_after_last_request": True,
            "expire_after_last_login": False,
            "session_timeout": timeout_ms,
            "session_inactivity": timeout_ms,
            "session_reaction_time": 60_000,
            "logout_url": None,
        },
    }


def members(call: Call) -> Any:
    """`where_type` may be repeated; `where_name` is exact, `query` any part of the name."""
    wanted, part = call.asked("where_name"), call.asked("query").lower()
    kinds = {as_number(kind, "where_type") for kind in call.all("where_type")}
    found = [
        member
        for member in call.ecm.world.db.all("ecm_member")
        if wanted in {"", member["name"]} and part in member["name"].lower() and (not kinds or member["type"] in kinds)
    ]
    return {"results": [{"data": {"properties": member_properties(member)}} for member in found]}


def member(call: Call) -> Any:
    """A user, a group or a role of a workspace."""
    found = call.ecm.roles.any_member(call.number("id"))
    return element(call.href, {"data": {"properties": member_properties(found)}})


OPEN: Table = [
    ("GET", "/v1/ping", ping),
    ("POST", "/v1/auth", log_in),
    ("GET", "/v1/serverinfo", server_info),
]
"""Paths that need no login."""

TABLE: Table = [
    ("GET", "/v1/auth", who_am_i),
    ("DELETE", "/v1/auth", log_out),
    ("GET", "/v2/members", members),
    ("GET", "/v2/members/{id}", member),
]
