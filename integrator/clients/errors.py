"""
What a call to a remote system can end with, besides an answer.

Six errors serve all systems. None carries a body, an address or a token: texts are safe to log and to show.
"""

from datetime import timedelta


class RemoteError(Exception):
    """
    A remote call did not succeed.

    Attributes:
        system: `shopify`, `ecm`, `workflow`, `notifications`, `file360`,
            `filr`, `trading_grid`.
        operation: the client method that was called.
        request_id: the remote's own id of the request, or empty.
        retryable: whether asking again later may succeed.
        ambiguous: whether the effect may have happened although no proper answer came.
    """

    retryable = False

    def __init__(
        self, message: str, *, system: str, operation: str, request_id: str = "", ambiguous: bool = False
    ) -> None:
        super().__init__(f"{system} {operation}: {message}")
        self.system = system
        self.operation = operation
        self.request_id = request_id
        self.ambiguous = ambiguous


class Unreachable(RemoteError):
    """No connection, no answer in time, or a 5xx: the system is away for now."""

    retryable = True


class Throttled(RemoteError):
    """The system, or our own limit for it, asks to come back after `retry_after`; nothing was done."""

    retryable = True

    def __init__(
        self, message: str, *, system: str, operation: str, retry_after: timedelta, request_id: str = ""
    ) -> None:
        super().__init__(message, system=system, operation=operation, request_id=request_id)
        self.retry_after = retry_after


class Unauthorized(RemoteError):
    """Credentials or permissions are missing; a person must mend that."""


class Refused(RemoteError):
    """The system understood and said no. `codes` lists the remote's own codes, empty when it gives none."""

    def __init__(
        self, message: str, *, system: str, operation: str, codes: tuple[str, ...] = (), request_id: str = ""
    ) -> None:
        super().__init__(message, system=system, operation=operation, request_id=request_id)
        self.codes = codes


class Conflict(RemoteError):
    """The object exists already or was changed meanwhile: read again, then decide."""

    retryable = True


class Garbled(RemoteError):
    """The answer does not follow the contract: not JSON, cut off, of another type or far too large."""

    retryable = True
