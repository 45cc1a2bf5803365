"""Handlers for ping, login and server information (contract extended-ecm, sections 1 and 3)."""

from typing import Any

from starlette.responses import JSONResponse, Response

from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.relations import member_properties
from integrator.sandbox.ecm.sessions import SESSION_TIMEOUT, Login


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
    """A caller with a bearer token gets the matching ticket in a header."""
    login = call.login
    headers = {}
    if not login.ticket:
        headers = call.ecm.sessions.headers(Login(login.user, call.ecm.sessions.issue(login.user)))
    return JSONResponse({"data": member_properties(login.user)}, headers=headers)


def log_out(call: Call) -> Any:
    call.ecm.sessions.log_out(call.login)
    return {}


def server_info(_call: Call) -> Any:
    return {
        "mobile": {"cs_viewer_settings": {}},
        "server": {"version": "24.4", "url": "/cs/cs", "metadata_languages": []},
        "sessions": {
            "enabled": True,
            "expire_after_last_request": True,
            "expire_after_last_login": False,
            "session_timeout": int(SESSION_TIMEOUT.total_seconds() * 1000),
            "session_inactivity": int(SESSION_TIMEOUT.total_seconds() * 1000),
            "session_reaction_time": 60_000,
            "logout_url": None,
        },
    }


def members(call: Call) -> Any:
    """`where_name` is exact, `query` any part of the name."""
    wanted, part = call.asked("where_name"), call.asked("query").lower()
    found = [
        member
        for member in call.ecm.world.db.all("ecm_member")
        if wanted in {"", member["name"]} and part in member["name"].lower()
    ]
    return {"results": [{"data": {"properties": member_properties(member)}} for member in found]}


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
]
