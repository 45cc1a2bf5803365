"""
The services' refusals, told apart by `error_code`. Their texts may name people, so none of them reaches an exception.

Source: contracts/opentext/trading-grid, section 5. [profile]
"""

import re
from typing import Any

from integrator.clients.answers import Answer
from integrator.clients.errors import Conflict, Garbled, Refused, RemoteError

_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TOKEN = re.compile(r"[A-Za-z0-9_=-]{1,200}")
_MOST_CODES = 20


class NotThere(Refused):
    """There is no such partner, case, attachment, survey or document."""


class CursorExpired(Refused):
    """The feed no longer holds what follows the cursor; `earliest` is where it begins now, and events were missed."""

    earliest = ""


class ReferenceTaken(Conflict):
    """The external reference belongs to something of another content, `existing_id`. Repeating does not help."""

    retryable = False
    existing_id = ""


class StepForbidden(Conflict):
    """The case cannot take that step from the state it is in; `allowed` are the states it could go to."""

    retryable = False
    allowed: tuple[str, ...] = ()


class VersionMismatch(Conflict):
    """The case was changed meanwhile: read it again, then decide."""


class NotClean(Conflict):
    """The attachment was not scanned yet, or it is infected; its `scan_state` says which."""


class SettledOtherwise(Conflict):
    """The document was acknowledged with the opposite outcome before."""

    retryable = False


_CONFLICTS: dict[str, type[Conflict]] = {
    "external_reference_conflict": ReferenceTaken,
    "invalid_transition": StepForbidden,
    "version_mismatch": VersionMismatch,
    "attachment_not_clean": NotClean,
    "already_acknowledged_differently": SettledOtherwise,
}


def error_of(answer: Answer) -> RemoteError:
    """Return the error that an answer of 400 or above means."""
    body = _body(answer)
    code = _text(body.get("error_code"), _CODE)
    says = f"the service answered {answer.status} {code}".rstrip()
    if answer.status in {409, 412}:
        return _conflict(_CONFLICTS.get(code, Conflict)(says, **answer.context), body)
    if answer.status == 404 and code == "not_found":
        return NotThere(says, **answer.context, codes=(code,))
    if answer.status == 410 and code == "cursor_expired":
        expired = CursorExpired(says, **answer.context, codes=(code,))
        expired.earliest = _text(body.get("earliest_cursor"), _TOKEN)
        return expired
    return Refused(says, **answer.context, codes=_codes(code, body))


def _conflict(error: Conflict, body: dict[str, Any]) -> Conflict:
    if isinstance(error, ReferenceTaken):
        error.existing_id = _text(body.get("existing_id"), _TOKEN)
    if isinstance(error, StepForbidden) and isinstance(body.get("allowed"), list):
        error.allowed = tuple(filter(None, (_text(state, _CODE) for state in body["allowed"][:_MOST_CODES])))
    return error


def _codes(code: str, body: dict[str, Any]) -> tuple[str, ...]:
    problems = body.get("problems")
    rows = problems[:_MOST_CODES] if isinstance(problems, list) else []
    found = [_text(row.get("code"), _CODE) for row in rows if isinstance(row, dict)]
    return tuple(filter(None, [code, *found]))


def _text(value: object, form: re.Pattern[str]) -> str:
    return value if isinstance(value, str) and form.fullmatch(value) else ""


def _body(answer: Answer) -> dict[str, Any]:
    try:
        return answer.json_object()
    except Garbled:
        return {}  # Not the service's own form, as from something in between; the status decides.
