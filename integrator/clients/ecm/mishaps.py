"""
Content Server's errors, told apart by status and text.

The status alone is not reliable: the same condition is 400 in one call and 500 in another. The server's texts
may name documents, so none of them reaches an exception.

Source: contracts/opentext/extended-ecm, section 2. [documented]
"""

from dataclasses import dataclass

from integrator.clients.answers import Answer
from integrator.clients.ecm.answers import error_text
from integrator.clients.errors import Conflict, Garbled, Refused, RemoteError, Unauthorized, Unreachable

OWN_STATUSES = frozenset({400, 401, 403, 404, 409, 500})
"""Statuses that mean nothing without their text."""


class NameTaken(Conflict):
    """The parent holds an item of that name already, or the business object its workspace."""


class NotFound(Refused):
    """There is no such node, or it is hidden from us; the server does not say which."""


class CategoryPresent(Refused):
    """The category is on the node already."""


class CategoryAbsent(Refused):
    """The category is not on the node."""


class UnknownName(Refused):
    """No workspace type, category or attribute has this name; an administrator must mend that."""


_Kind = type[Conflict] | type[Refused] | type[Unauthorized]


@dataclass(frozen=True, slots=True)
class _Row:
    statuses: frozenset[int]
    text: str
    """Stable part of the server's text, lower case; empty fits every text."""
    error: _Kind
    says: str


def _row(statuses: set[int], text: str, error: _Kind, says: str) -> _Row:
    return _Row(frozenset(statuses), text, error, says)


# The order matters: a category's collision reads like a name's.
_TABLE = (
    _row({401}, "", Unauthorized, "the login was refused"),
    _row({403}, "", Unauthorized, "a permission is missing"),
    _row({400, 500}, "the attribute group", CategoryPresent, "the category is applied already"),
    _row({400, 500}, "is not a category on node", CategoryAbsent, "the category is not applied"),
    _row({400, 409, 500}, "already exists", NameTaken, "the name or business object is taken"),
    _row({400, 500}, "the item you requested could not be accessed", NotFound, "no such item, or it is hidden"),
    _row({400, 500}, "could not get a node for", NotFound, "no such item, or it is hidden"),
    _row({400}, "could not access task status", NotFound, "no such workflow, or it is hidden"),
    _row({409}, "", Conflict, "the item was changed meanwhile"),
    _row({500}, "insufficient permissions", Unauthorized, "a permission is missing"),
    _row({500}, "could not process object, invalid action", Unauthorized, "the action is not permitted"),
    _row({400}, "could not be found in the mappings registry", Refused, "the server lacks this operation"),
)


def error_of(answer: Answer) -> RemoteError:
    """The error that an answer of 400 or above means; a failed change of unknown text is ambiguous."""
    text = _text(answer)
    status = answer.status
    for row in _TABLE:
        if status in row.statuses and row.text in text:
            return _build(row.error, row.says, answer)
    if status == 404 and text:
        return _build(NotFound, "nothing was found", answer)
    if status >= 500:
        return Unreachable(
            f"the server could not process the request ({status})",
            system=answer.system,
            operation=answer.operation,
            request_id=answer.request_id,
            ambiguous=not answer.is_read,
        )
    # A 404 without the server's own text ends here too: it came from something in between.
    return _build(Refused, "the server refused the request", answer)


def login_error_of(answer: Answer) -> RemoteError:
    """The error that a failed login means; never `NotFound`, which would answer the question behind it."""
    return error_of(answer) if answer.status >= 500 else _build(Unauthorized, "the login was refused", answer)


def ticket_is_stale(answer: Answer) -> bool:
    """Whether a new login may help: the ticket is missing, expired, revoked, or unknown to this front end."""
    text = _text(answer)
    is_hopeless = "invalid username/password" in text or "domain support" in text
    return answer.status == 401 and not is_hopeless


def _build(error: _Kind, says: str, answer: Answer) -> RemoteError:
    return error(
        f"{says} ({answer.status})",
        system=answer.system,
        operation=answer.operation,
        request_id=answer.request_id,
    )


def _text(answer: Answer) -> str:
    try:
        return error_text(answer.json()).lower()
    except Garbled:
        return ""  # HTML from a server that could not process the request at all; the status decides.
