"""
Filr's errors, told apart by status. No text of the server reaches an exception.

Source: contracts/opentext/file360, 2. [documented]
"""

import re
from typing import Any

from integrator.clients.answers import Answer
from integrator.clients.errors import Conflict, Garbled, Refused, RemoteError

_CODE = re.compile(r"[A-Z_]{1,64}")


class NotFound(Refused):
    """There is no such folder or file."""


class NameTaken(Conflict):
    """The folder holds something of that name already."""


def error_of(answer: Answer) -> RemoteError:
    """The error that an answer of 400 or above means."""
    code = code_of(answer)
    says = f"the server answered {answer.status} {code}".rstrip()
    if answer.status == 409:
        kind = NameTaken if code == "TITLE_EXISTS" else Conflict
        return kind(says, **answer.context)
    refused = NotFound if answer.status == 404 else Refused
    return refused(says, **answer.context, codes=(code,) if code else ())


def code_of(answer: Answer) -> str:
    """The server's own code, such as `TITLE_EXISTS`; empty without one."""
    code = _body(answer).get("code")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _body(answer: Answer) -> dict[str, Any]:
    try:
        return answer.json_object()
    except Garbled:
        return {}  # From something in between; the status alone decides.
