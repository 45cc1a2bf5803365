"""A schedule for beat that does not stop when the wall clock is set back."""

import time
from datetime import UTC, datetime, timedelta

from celery.schedules import schedstate, schedule

_STARTED = datetime.now(UTC), time.monotonic()


def steady_now() -> datetime:
    """Return the time of day at our start and what has passed since."""
    at, since = _STARTED
    return at + timedelta(seconds=time.monotonic() - since)


class Steady(schedule):  # type: ignore[misc]  # Celery has no types
    """A distance in time that passes however the wall clock is set: by the machine's uptime, from our start on."""

    def __init__(self, run_every: timedelta, *_: object, **__: object) -> None:
        """Take what Celery passes on when it pickles a schedule, and keep our own clock."""
        super().__init__(run_every, nowfun=steady_now)

    def is_due(self, last_run_at: datetime) -> schedstate:
        """Whether it is time; a last run in the future was written down before the clock was set back."""
        return super().is_due(min(last_run_at, self.now()))
