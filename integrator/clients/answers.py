"""Requests and answers as plain values, and what an answer's status means for every remote system alike."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn, TypedDict

from integrator.clients.errors import Garbled, RemoteError, Throttled, Unauthorized, Unreachable

DEFAULT_WAIT = timedelta(seconds=5)
"""How long to stay away when a throttled answer names no time."""

LONGEST_WAIT = timedelta(hours=1)
"""A wait asked for by a server is never taken longer than this; asking once an hour harms nobody."""

_PERMANENT_401 = re.compile(
    r"oauth\.v2\.(InvalidApiKey|InvalidClientIdentifier|InsufficientScope)|"
    r"keymanagement\.service\.(invalid_client.*|InvalidAPICallAsNoApiProductMatchFound)"
)


class TokenRejected(Unauthorized):
    """The token used is not, or no longer, good: one with a fresh token may succeed."""


class Context(TypedDict):
    """What every error says about its request."""

    system: str
    operation: str
    request_id: str


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. At most one of `json`, `data` and `files` with `data` carries the body."""

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    data: Any = field(default=None, repr=False)
    files: Any = field(default=None, repr=False)
    reads: bool = False
    """Set for a POST that changes nothing, such as a GraphQL query; GET and HEAD are known to."""
    own_statuses: frozenset[int] = frozenset()
    """Statuses of 400 and above that the caller wants to read itself instead of having them raised."""

    @property
    def is_read(self) -> bool:
        return self.reads or self.method in {"GET", "HEAD"}

    @property
    def is_idempotent(self) -> bool:
        return self.is_read or self.method in {"PUT", "DELETE"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read to its end."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Looked up without regard to case."""
    body: bytes = field(repr=False)
    system: str = ""
    operation: str = ""
    is_read: bool = True
    """Whether the request changed nothing, so that a garbled answer leaves no doubt about an effect."""

    @property
    def request_id(self) -> str:
        """The remote's id of the request, or empty."""
        value = self.headers.get("X-Request-Id", "")
        return value if re.fullmatch(r"[\w.:-]{1,100}", value) else ""

    @property
    def context(self) -> Context:
        return Context(system=self.system, operation=self.operation, request_id=self.request_id)

    def json(self) -> Any:
        """Read the body as JSON; raises `Garbled` when it is none."""
        try:
            return json.loads(self.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            pass  # Raised outside this block, so that the error does not carry the body as its context.
        raise self.garbled("not JSON")

    def json_object(self) -> dict[str, Any]:
        """Read the body as a JSON object; raises `Garbled` for anything else."""
        value = self.json()
        if not isinstance(value, dict):
            raise self.garbled("not a JSON object")
        return value

    def garbled(self, why: str) -> Garbled:
        """Build the error for an answer that breaks the contract; `why` holds nothing of the body."""
        return Garbled(why, **self.context, ambiguous=not self.is_read)


def failure_of(answer: Answer) -> RemoteError | None:
    """
    Say which error the status of `answer` means, or None when its reader shall decide.

    Apigee in front of OpenText answers 500 for its rate limits unless told otherwise, so its own code goes
    before the status. Source: contracts/opentext/auth, 4.1. [documented]
    """
    if answer.status < 300:
        return None
    if answer.status < 400:
        return answer.garbled(f"a redirect with status {answer.status}")
    return _error_of(answer, answer.status, gateway_code(answer))


def _error_of(answer: Answer, status: int, code: str) -> RemoteError | None:
    context = answer.context
    label = f"status {status} {code}".rstrip()
    if status in {408, 429} or code.startswith("policies.ratelimit."):
        return Throttled(label, **context, retry_after=retry_after(answer.headers))
    if status == 401 and not _PERMANENT_401.fullmatch(code):
        return TokenRejected(label, **context)
    if status in {401, 403}:
        return Unauthorized(label, **context)
    if status >= 500:
        return Unreachable(label, **context, ambiguous=not answer.is_read)
    return None


def gateway_code(answer: Answer) -> str:
    """Find the gateway's `fault.detail.errorcode`, or empty. Source: contracts/opentext/auth, 4.1."""
    if b'"fault"' not in answer.body:
        return ""
    try:
        code = json.loads(answer.body)["fault"]["detail"]["errorcode"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""  # Some other body that holds the word; the status alone decides.
    return code if isinstance(code, str) and re.fullmatch(r"[\w.]{1,100}", code) else ""


def retry_after(headers: Mapping[str, str]) -> timedelta:
    """Read `Retry-After`, seconds or an HTTP date; `DEFAULT_WAIT` when absent or senseless."""
    value = headers.get("Retry-After", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return DEFAULT_WAIT
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    if not math.isfinite(seconds):
        return DEFAULT_WAIT
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST_WAIT.total_seconds()))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
