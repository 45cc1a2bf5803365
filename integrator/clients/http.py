"""The few lines that talk to every remote system: session per thread, total deadline, one error tree."""

import re
import threading
import weakref
from contextvars import ContextVar
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import BinaryIO

import requests
from urllib3.exceptions import HTTPError

from integrator.clients.answers import Answer, Request, TokenRejected, failure_of
from integrator.clients.deadline import start_deadline
from integrator.clients.errors import Garbled, RemoteError, Throttled, Unreachable
from integrator.clients.failures import TooLargeError, causes_of, explain, late
from integrator.clients.gate import Gate
from integrator.clients.transport import Call, current_call, new_session

__all__ = ["Answer", "Http", "Request", "TokenRejected", "correlation"]

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""Our id of the work under way, sent as `X-Correlation-Id`; empty sends none."""

PATIENCE = timedelta(seconds=3)
"""How long the later calls of one attempt wait for their place; the first call of an attempt never waits."""

patience: ContextVar[timedelta] = ContextVar("patience", default=timedelta())
"""What the next call of this thread is ready to wait; who begins an attempt sets it to zero."""

CONNECT_TIMEOUT = 5.0
"""Seconds for one attempt to connect."""

MAX_BYTES = 10 * 1024**2

_CHUNK = 64 * 1024


def _user_agent() -> str:
    name = "shopify-opentext-integrator"
    try:
        return f"{name}/{version(name)}"
    except PackageNotFoundError:
        return f"{name}/checkout"  # Run from a source tree that was never installed.


_USER_AGENT = _user_agent()


class Http:
    """
    Talks to one remote system.

    Args:
        system: the name that errors, limits and logs carry.
        gate: rate limit and circuit breaker, shared by all workers.
        deadline: total time of one call, from connecting to the last byte; more than zero. Name resolution
            counts, but is not interrupted.
        max_bytes: size of the largest answer, decompressed; a larger one is `Garbled`.
    """

    def __init__(
        self,
        system: str,
        *,
        gate: Gate,
        deadline: timedelta = timedelta(seconds=30),
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self.system = system
        self.gate = gate
        self._seconds = deadline.total_seconds()
        self._max_bytes = max_bytes
        self._threads = threading.local()
        self._sessions: weakref.WeakSet[requests.Session] = weakref.WeakSet()

    def send(
        self,
        operation: str,
        request: Request,
        *,
        limit_key: str = "",
        cost: float = 1.0,
        into: BinaryIO | None = None,
    ) -> Answer:
        """
        Send `request` once and read the whole answer; the body goes to the file `into`, when there is one.

        Nothing is repeated here, with one exception: an idempotent request that met a connection which the
        server had closed meanwhile goes out once more on a new one.

        `operation` names the client method in errors and logs. The system's limit is kept for each
        `limit_key`, such as the store; `cost` is what this request takes of it.

        Raises:
            Throttled: our own limit or breaker says not now, or the server does.
            Unreachable: no connection, no complete answer in time, or a 5xx; `ambiguous` when a write may
                have happened.
            Unauthorized: 401 (as `TokenRejected` when a fresh token may help) or 403.
            Refused: the request could not even be built.
            Garbled: the answer was not HTTP, cut off, a redirect, or too large.
        """
        entry = self.gate.enter(self.system, operation, limit_key, cost, patience=patience.get())
        patience.set(PATIENCE)
        try:
            answer = self._exchange(operation, request, into)
            if answer.status not in request.own_statuses and (failure := failure_of(answer)):
                raise failure
        except Throttled as error:
            self.gate.success(entry)
            self.gate.hold_back(entry, error.retry_after)
            raise
        except (Unreachable, Garbled):
            self.gate.failure(entry)
            raise
        except RemoteError:
            self.gate.success(entry)
            raise
        self.gate.success(entry)
        return answer

    def close(self) -> None:
        """Close all connections, those of other threads too."""
        for session in list(self._sessions):
            session.close()

    def _exchange(self, operation: str, request: Request, into: BinaryIO | None) -> Answer:
        call = Call(start_deadline(self._seconds))
        token = current_call.set(call)
        try:
            return self._talk(operation, request, call, into)
        finally:
            current_call.reset(token)
            call.deadline.finish()

    def _talk(self, operation: str, request: Request, call: Call, into: BinaryIO | None) -> Answer:
        failure: RemoteError
        try:
            with self._open(request, call) as response:
                answer = Answer(
                    status=response.status_code,
                    headers=response.headers,
                    body=self._body(response, into),
                    system=self.system,
                    operation=operation,
                    is_read=request.is_read,
                )
            # A connection that was cut can look like one that came to its end.
            if not call.deadline.passed:
                return answer
            failure = late(call, self.system, operation, request)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            failure = explain(error, call, self.system, operation, request)
        # Raised outside the block: the library's own errors name addresses with queries and header values.
        raise failure

    def _open(self, request: Request, call: Call) -> requests.Response:
        try:
            return self._begin(request, call)
        except requests.ConnectionError as error:
            is_stale = call.is_reused and any(isinstance(cause, ConnectionError) for cause in causes_of(error))
            if not (is_stale and request.is_idempotent) or call.deadline.passed:
                raise
        return self._begin(request, call)

    def _begin(self, request: Request, call: Call) -> requests.Response:
        headers = {"User-Agent": _USER_AGENT, "Accept": "application/json", **request.headers}
        if identifier := correlation.get():
            headers["X-Correlation-Id"] = re.sub(r"[^\w.:-]", "_", identifier, flags=re.ASCII)[:128]
        remaining = call.deadline.remaining
        return self._session().request(
            request.method,
            request.url,
            params=request.params,
            headers=headers,
            json=request.json,
            data=request.data,
            files=request.files,
            timeout=(min(CONNECT_TIMEOUT, remaining), remaining),
            allow_redirects=False,
            stream=True,
        )

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = new_session()
            self._sessions.add(session)
        return session

    def _body(self, response: requests.Response, into: BinaryIO | None) -> bytes:
        parts, size = bytearray(), 0
        for part in response.iter_content(_CHUNK):
            size += len(part)
            if size > self._max_bytes:
                raise TooLargeError(f"more than {self._max_bytes} bytes")
            if into is None:
                parts += part
            else:
                into.write(part)
        return bytes(parts)
