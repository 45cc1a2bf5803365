"""Where a simulated process can be struck: every durable action passes here and may end in a death or a fault."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from integrator.clients.errors import Garbled, RemoteError, Throttled, Unreachable


class Crash(BaseException):
    """The process is gone; what it held in memory is lost. Nothing of ours may catch it."""


@dataclass
class Moments:
    """
    Counts the yield points that were passed, and asks `strike` at each what happens there.

    `strike` gets number (from 1) and name, such as `after shopify.hold_placed`. It may raise `Crash` or a
    `RemoteError`, move the clock, or let other workers act in between; so two workers overlap without threads.
    """

    strike: Callable[[int, str], None] | None = None
    passed: int = 0
    names: list[str] = field(default_factory=list)
    remembers: bool = False
    """Whether `names` is kept; only golden histories need it."""

    def reach(self, name: str) -> None:
        self.passed += 1
        if self.remembers:
            self.names.append(name)
        if self.strike is not None:
            self.strike(self.passed, name)


def remote_error(kind: str, system: str, operation: str) -> RemoteError:
    """Return the error that a call of this kind of fault ends with."""
    where = {"system": system, "operation": operation}
    if kind == "throttled":
        return Throttled("asked to come back", retry_after=timedelta(seconds=3), **where)
    if kind == "garbled":
        return Garbled("not what the contract says", ambiguous=True, **where)
    return Unreachable("no answer", ambiguous=kind == "lost_answer", **where)
