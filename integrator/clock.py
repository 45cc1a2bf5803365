"""Time: a clock that is passed in, durations as operators write them, a team's working calendar (R19)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Annotated, Any, Literal, Protocol, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

_DURATION = re.compile(r"(?:(?P<days>[0-9]{1,4})d)?(?:(?P<hours>[0-9]{1,2})h)?(?:(?P<minutes>[0-9]{1,3})m)?")
_ONE_DAY = timedelta(days=1)


class Clock(Protocol):
    """Whatever knows what time it is."""

    def now(self) -> datetime:
        """The present moment, UTC and aware."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The present moment, UTC and aware."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is told to go on; for tests and simulations."""

    at: datetime

    def now(self) -> datetime:
        """The moment that was set, in UTC."""
        return self.at.astimezone(UTC)

    def advance(self, step: timedelta) -> None:
        """Go on by `step`."""
        self.at += step


def parse_duration(text: str) -> timedelta:
    """
    Read `"2d"`, `"8h"`, `"90m"` or a mix such as `"1d12h"`; raises `ValueError` for anything else.

    Hours and minutes together stay below one day, because a deadline counts each `d` as one working day, and
    `48h` would read as something much longer.
    """
    found = _DURATION.fullmatch(text.strip())
    if not found or not any(found.groupdict().values()):
        raise ValueError(f"{text!r} is not a duration such as '2d', '8h' or '90m'")
    parts = {unit: int(digits) for unit, digits in found.groupdict().items() if digits}
    below_a_day = timedelta(hours=parts.get("hours", 0), minutes=parts.get("minutes", 0))
    if below_a_day >= _ONE_DAY:
        raise ValueError(f"{text!r} has a day or more in hours and minutes; write whole days, such as '2d'")
    duration = timedelta(days=parts.get("days", 0)) + below_a_day
    if not duration:
        raise ValueError(f"{text!r} is no time at all; a duration must be above zero")
    return duration


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not an IANA time zone such as 'Europe/Berlin'") from None
    return name


def _time_of_day(value: Any) -> Any:
    return "00:00" if value == "24:00" else value


def _without_offset(value: time) -> time:
    if value.tzinfo:
        raise ValueError("must be a local time without an offset, such as '09:00'")
    return value


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""An IANA time zone such as `Europe/Berlin`."""

TimeOfDay = Annotated[time, BeforeValidator(_time_of_day), AfterValidator(_without_offset)]
"""`"09:00"`, local and without a zone; `"24:00"` is midnight at the end of the day."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WorkingHours(BaseModel):
    """When a team works: the same hours on each of its weekdays, except on holidays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekdays: tuple[Weekday, ...]
    start: TimeOfDay
    end: TimeOfDay
    """Midnight as end means the end of that day; start and end both at midnight mean the whole day."""
    time_zone: ZoneName
    holidays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _is_a_working_day(self) -> Self:
        if not self.weekdays:
            raise ValueError("weekdays must name at least one day, such as 'mon'")
        if self.end != time(0) and self.end <= self.start:
            raise ValueError("end must be after start, on the same day; write '24:00' for midnight")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The zone that start, end and holidays are read in."""
        return ZoneInfo(self.time_zone)

    def works_on(self, day: date) -> bool:
        """Whether `day` is a working day."""
        return _WEEKDAYS[day.weekday()] in self.weekdays and day not in self.holidays

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Begin and end of work on `day`, in UTC; shorter or longer when the clocks change within it."""
        ends_on = day + _ONE_DAY if self.end == time(0) else day
        begin = datetime.combine(day, self.start, self.zone)
        return begin.astimezone(UTC), datetime.combine(ends_on, self.end, self.zone).astimezone(UTC)


def due(start: datetime, within: timedelta, hours: WorkingHours) -> datetime:
    """
    The moment by which a team must have answered, in UTC.

    Only working time counts: each whole day of `within` is one working day (same local time, later day), the
    rest is time within working hours. Outside working hours the count begins with the next working day.

    Raises:
        ValueError: `start` has no time zone, or `within` is negative.
    """
    if start.tzinfo is None:
        raise ValueError("a deadline needs a start with a time zone")
    if within < timedelta(0):
        raise ValueError("a deadline cannot lie before its start")
    moment = _after_working_days(_next_working_moment(start, hours), within.days, hours)
    remaining = within - timedelta(days=within.days)
    windows = _windows(moment, hours)
    while True:
        begin, end = next(windows)
        cursor = max(begin, moment)
        if cursor + remaining <= end:
            return cursor + remaining
        remaining -= max(end - cursor, timedelta(0))


def _next_working_moment(moment: datetime, hours: WorkingHours) -> datetime:
    return next(max(begin, moment) for begin, end in _windows(moment, hours) if moment < end).astimezone(UTC)


def _after_working_days(moment: datetime, days: int, hours: WorkingHours) -> datetime:
    if not days:
        return moment
    local = moment.astimezone(hours.zone)
    working_days = (begin.astimezone(hours.zone).date() for begin, _ in _windows(moment, hours))
    day = next(islice(working_days, days, None))
    return datetime.combine(day, local.time(), hours.zone).astimezone(UTC)


def _windows(moment: datetime, hours: WorkingHours) -> Iterator[tuple[datetime, datetime]]:
    """The working windows from the day of `moment` on, without end."""
    day = moment.astimezone(hours.zone).date()
    while True:
        if hours.works_on(day):
            yield hours.window(day)
        day += _ONE_DAY
