"""
Content Server's errors, told apart by status and text.

The status alone is not reliable: the same condition is 400 in one call and 500 in another. Texts of the server may
name documents, so none of them reaches an exception.

Source: contracts/opentext/extended-ecm, section 2. [documented]
"""

from dataclasses import dataclass

from integrator.clients.errors import Conflict, RemoteError, Refused, Unauthorized, Unreachable

SYSTEM = "ecm"


class NameTaken(Conflict):
    """The parent holds an item of that name already."""


class NotFound(Refused):
    """There is no such node, or it is hidden from us; the server does not say which."""


class CategoryPresent(Refused):
    """The category is on the node already."""


class CategoryAbsent(Refused):
    """The category is not on the node."""


@dataclass(frozen=True, slots=True)
class Mishap:
    """One row of the contract's table: the statuses and the stable part of the text, in lower case."""

    statuses: frozenset[int]
    text: str
    error: type[RemoteError]
    says: str


def _row(statuses: set[int], text: str, error: type[RemoteError], says: str) -> Mishap:
    return Mishap(frozenset(statuses), text, error, says)


# The order matters: a category's collision reads like a name's.
_TABLE = (
    _row({401}, "", Unauthorized, "the login was refused"),
    _row({403}, "", Unauthorized, "a permission is missing"),
    _row({400, 500}, "the attribute group", CategoryPresent, "the category is applied already"),
    _row({400, 500}, "is not a category on node", CategoryAbsent, "the category is not applied"),
    _row({400, 409, 500}, "already exists", NameTaken, "the name or business object is taken"),
    _row({500}, "nicknames must be unique", NameTaken, "the nickname is taken"),
    _row({400, 500}, "the item you requested could not be accessed", NotFound, "no such item, or it is hidden"),
    _row({400, 500}, "could not get a node for", NotFound, "no such item, or it is hidden"),
    _row({404}, "", NotFound, "nothing was found"),
    _row({409}, "", Conflict, "the item was changed meanwhile"),
    _row({500}, "insufficient permissions", Unauthorized, "a permission is missing"),
    _row({500}, "could not process object, invalid action", Unauthorized, "the action is not permitted"),
    _row({400}, "could not be found in the mappings registry", Refused, "the server lacks this operation"),
)


def error_for(operation: str, *, status: int, text: str, changing: bool) -> RemoteError:
    """
    The error that an answer beyond 299 means.

    Args:
        operation: the client method that was called.
        status: the HTTP status.
        text: the server's `error` and `errorDetail`; empty for HTML and everything unknown.
        changing: whether the request could have had an effect, so that a failed answer is ambiguous.
    """
    lowered = text.lower()
    for row in _TABLE:
        if status in row.statuses and row.text in lowered:
            return row.error(f"{row.says} ({status})", system=SYSTEM, operation=operation)
    if status >= 500:
        return Unreachable(
            f"the server could not process the request ({status})",
            system=SYSTEM,
            operation=operation,
            ambiguous=changing,
        )
    return Refused(f"the server refused the request ({status})", system=SYSTEM, operation=operation)


def ticket_is_stale(*, status: int, text: str) -> bool:
    """Whether a new login may help: the ticket is missing, expired or revoked, or came from another front end."""
    lowered = text.lower()
    hopeless = "invalid username/password" in lowered or "domain support" in lowered
    return status == 401 and not hopeless
