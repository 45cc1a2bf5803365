"""How often and for how long a step is tried, and how long it waits in between."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from integrator.clients.errors import RemoteError, Unreachable

MOST_FAILURES = 12
LONGEST = timedelta(hours=36)
"""A system that is away for a day is waited for (E1); attempts are counted for every other failure only."""
MOST_CRASHES = 3
MOST_EQUAL_ERRORS = 5
_CAP = timedelta(minutes=15)


def backoff(failures: int) -> timedelta:
    """Return the wait after the `failures`-th failure: capped exponential with full jitter, from one second on."""
    ceiling = min(_CAP, timedelta(seconds=2 ** min(failures, 12)))
    return max(timedelta(milliseconds=200), ceiling * random.random())  # noqa: S311 - jitter needs no secrecy.


def reason_to_park(
    error: Exception, *, failures: int, first_failure_at: datetime, now: datetime, errors: Sequence[str]
) -> str:
    """Return the code under which a run is parked after this failure, or empty when it is tried again."""
    if not getattr(error, "retryable", not isinstance(error, RemoteError)):
        return f"refused:{type(error).__name__}"
    if failures >= MOST_FAILURES and not isinstance(error, Unreachable):
        return "attempts_spent"
    if now - first_failure_at >= LONGEST:
        return "time_spent"
    is_ours = not isinstance(error, RemoteError)
    if is_ours and min(failures, len(errors)) >= MOST_EQUAL_ERRORS and len(set(errors[-MOST_EQUAL_ERRORS:])) == 1:
        return "same_error"
    return ""
