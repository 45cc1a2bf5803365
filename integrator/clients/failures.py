"""What it means when no proper answer came: who is to blame, and whether something may have happened."""

import http.client
from collections.abc import Iterator

import requests
from urllib3.exceptions import HTTPError

from integrator.clients.answers import Request
from integrator.clients.errors import Garbled, Refused, RemoteError, Unreachable
from integrator.clients.transport import Call


class TooLargeError(ValueError):
    """The answer is larger than anything the remote should send; the text says how much was allowed."""


def explain(error: Exception, call: Call, system: str, operation: str, request: Request) -> RemoteError:
    """Turn an error of the HTTP library into ours; none of its words are taken over."""
    if call.deadline.passed or isinstance(error, requests.Timeout):
        return late(call, system, operation, request)
    if isinstance(error, TooLargeError):
        return _garbled(str(error), system, operation, request)
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return _garbled("broken compression", system, operation, request)
    causes = list(causes_of(error))
    if any(isinstance(cause, http.client.HTTPException) and not isinstance(cause, OSError) for cause in causes):
        return _garbled("not HTTP, or cut off", system, operation, request)
    if isinstance(error, (requests.ConnectionError, HTTPError)) or any(map(_is_of_the_system, causes)):
        why = "the connection was lost" if call.is_sent else "no connection"
        return _unreachable(why, call, system, operation, request)
    return Refused("the request could not be built", system=system, operation=operation)


def late(call: Call, system: str, operation: str, request: Request) -> Unreachable:
    """Build the error for a call that ran out of time."""
    why = f"no complete answer within {call.deadline.seconds:g} s"
    return _unreachable(why, call, system, operation, request)


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """Walk through everything that led to `error`; the libraries nest their errors in four different ways."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        cause = waiting.pop()
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            waiting += [*cause.args, cause.__cause__, cause.__context__, getattr(cause, "reason", None)]


def _is_of_the_system(cause: BaseException) -> bool:
    return isinstance(cause, OSError) and not isinstance(cause, requests.RequestException)


def _unreachable(why: str, call: Call, system: str, operation: str, request: Request) -> Unreachable:
    ambiguous = call.is_sent and not request.is_read
    return Unreachable(why, system=system, operation=operation, ambiguous=ambiguous)


def _garbled(why: str, system: str, operation: str, request: Request) -> Garbled:
    return Garbled(why, system=system, operation=operation, ambiguous=not request.is_read)
