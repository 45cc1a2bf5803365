"""
File 360's errors, told apart by `error_code`. No text of the service reaches an exception.

Source: contracts/opentext/file360, 5.1. [profile]
"""

import re
from typing import Any

from integrator.clients.answers import Answer
from integrator.clients.errors import Conflict, Garbled, Refused, RemoteError, Unauthorized
from integrator.clients.file360.models import Item
from integrator.clients.file360.reading import read_item

OWN_STATUSES = frozenset({403})
"""Statuses that mean nothing without their code: some refusals to share are 403, and no matter of the login."""

_CODE = re.compile(r"[a-z_]{1,64}")
_CURSOR = re.compile(r"[!-~]{1,200}")
_RULES = frozenset({"external_sharing_disabled", "recipient_not_allowed"})


class NotFound(Refused):
    """There is no such item, share or link, or it lies in the trash."""


class NameTaken(Conflict):
    """The folder holds an item of that name already. `existing` is that item, if the service showed it."""

    existing: Item | None = None


class ReferenceTaken(Conflict):
    """Our reference belongs to something that was asked for otherwise. `existing` is that item, if it is one."""

    existing: Item | None = None


class Locked(Conflict):
    """A person is editing the item; ask again later."""


class Protected(Refused):
    """A retention policy or a hold keeps the item from being deleted."""


class CursorExpired(Refused):
    """The feed has forgotten what followed the mark: list everything, then go on from `earliest_cursor`."""

    earliest_cursor: str = ""


_KINDS: dict[tuple[int, str], type[Conflict] | type[Refused]] = {
    (404, "not_found"): NotFound,
    (409, "name_exists"): NameTaken,
    (409, "external_reference_conflict"): ReferenceTaken,
    (410, "cursor_expired"): CursorExpired,
    (423, "locked"): Locked,
    (423, "under_retention"): Protected,
    (423, "on_hold"): Protected,
}


def error_of(answer: Answer) -> RemoteError:
    """The error that an answer of 400 or above means."""
    body = _body(answer)
    code = _code(body)
    says = f"the service answered {answer.status} {code}".rstrip()
    if answer.status == 403 and code not in _RULES:
        return Unauthorized(says, **answer.context)
    kind = _KINDS.get((answer.status, code), Conflict if answer.status == 409 else Refused)
    if issubclass(kind, Refused):
        refused = kind(says, **answer.context, codes=(code,) if code else ())
        if isinstance(refused, CursorExpired):
            refused.earliest_cursor = _earliest_cursor(answer, body)
        return refused
    conflict = kind(says, **answer.context)
    if isinstance(conflict, NameTaken | ReferenceTaken):
        conflict.existing = _existing(body)
    return conflict


def existing_object(answer: Answer) -> Any:
    """The object that is in the way of a creation, as plain JSON; None when the answer does not show it."""
    details = _body(answer).get("details")
    return details.get("existing") if isinstance(details, dict) else None


def _existing(body: dict[str, Any]) -> Item | None:
    try:
        return read_item(body["details"]["existing"])
    except (LookupError, TypeError, ValueError, AttributeError):
        return None  # A share or a link, or nothing at all; then there is no item to take over.


def _earliest_cursor(answer: Answer, body: dict[str, Any]) -> str:
    details = body.get("details")
    cursor = details.get("earliest_cursor") if isinstance(details, dict) else None
    if not isinstance(cursor, str) or not _CURSOR.fullmatch(cursor):
        raise answer.garbled("an expired cursor without its successor")
    return cursor


def _code(body: dict[str, Any]) -> str:
    code = body.get("error_code")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _body(answer: Answer) -> dict[str, Any]:
    try:
        return answer.json_object()
    except Garbled:
        return {}  # From something in between; the status alone decides.
