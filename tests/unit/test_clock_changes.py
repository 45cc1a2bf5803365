"""Deadlines right to the minute: both changes of the clocks, leap days, month ends, holidays, in four zones."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from integrator.clock import WorkingHours, due

WEEK = ("mon", "tue", "wed", "thu", "fri")
ALL_DAYS = (*WEEK, "sat", "sun")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")


def office(zone: str, **changes: Any) -> WorkingHours:
    facts: dict[str, Any] = {"weekdays": WEEK, "start": "09:00", "end": "17:00", "time_zone": zone}
    return WorkingHours(**(facts | changes))


def always(zone: str) -> WorkingHours:
    return office(zone, weekdays=ALL_DAYS, start="00:00", end="24:00")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "asked", "within", "expected"),
    [
        # Berlin, Friday before the clocks go forward (29 March 2026): Monday 10:00 CEST is 08:00 UTC.
        ("Europe/Berlin", "2026-03-27T09:00", timedelta(days=1), "2026-03-30T08:00"),
        ("Europe/Berlin", "2026-03-27T15:30", timedelta(hours=1), "2026-03-30T07:30"),
        # Berlin, Friday before they go back (25 October 2026): Monday 09:30 CET is 08:30 UTC.
        ("Europe/Berlin", "2026-10-23T14:30", timedelta(hours=1), "2026-10-26T08:30"),
        # New York, Friday before 8 March and 1 November 2026.
        ("America/New_York", "2026-03-06T20:00", timedelta(hours=4), "2026-03-09T15:00"),
        ("America/New_York", "2026-10-30T19:00", timedelta(hours=4), "2026-11-02T16:00"),
        # Lord Howe changes by half an hour: +11 to +10:30 on 5 April, back on 4 October 2026.
        ("Australia/Lord_Howe", "2026-04-03T05:00", timedelta(hours=2), "2026-04-05T23:30"),
        ("Australia/Lord_Howe", "2026-10-02T05:30", timedelta(hours=2), "2026-10-04T23:00"),
        # A zone of +05:45.
        ("Asia/Kathmandu", "2026-11-20T10:15", timedelta(hours=2), "2026-11-23T04:15"),
    ],
)
def test_office_hours_over_a_weekend_in_which_the_clocks_change(
    zone: str, asked: str, within: timedelta, expected: str
) -> None:
    assert utc(expected) == due(utc(asked), within, office(zone))


@pytest.mark.parametrize(
    ("zone", "asked", "within", "expected"),
    [
        # The night itself, worked through: 23, 25, 23.5 and 24.5 hours long.
        ("Europe/Berlin", "2026-03-28T23:00", timedelta(hours=23), "2026-03-29T22:00"),
        ("Europe/Berlin", "2026-10-24T22:00", timedelta(hours=23), "2026-10-25T21:00"),
        ("America/New_York", "2026-11-01T05:30", timedelta(hours=1), "2026-11-01T06:30"),
        ("Australia/Lord_Howe", "2026-04-04T14:30", timedelta(hours=1), "2026-04-04T15:30"),
        # A whole day is the same local time of the next one.
        ("Europe/Berlin", "2026-03-28T12:00", timedelta(days=1), "2026-03-29T11:00"),
        ("Europe/Berlin", "2026-10-24T12:00", timedelta(days=1), "2026-10-25T13:00"),
        ("Australia/Lord_Howe", "2026-04-04T01:00", timedelta(days=1), "2026-04-05T01:30"),
        ("Australia/Lord_Howe", "2026-10-03T01:30", timedelta(days=1), "2026-10-04T01:00"),
    ],
)
def test_the_day_of_the_change_for_a_team_that_always_works(
    zone: str, asked: str, within: timedelta, expected: str
) -> None:
    assert utc(expected) == due(utc(asked), within, always(zone))


@pytest.mark.parametrize(
    ("asked", "within", "holidays", "expected"),
    [
        # 29 February 2028 is a Tuesday.
        ("2028-02-28T09:00", timedelta(days=1), (), "2028-02-29T09:00"),
        ("2028-02-28T15:30", timedelta(hours=1), ((2028, 2, 29),), "2028-03-01T08:30"),
        ("2028-02-29T09:00", timedelta(days=1), (), "2028-03-01T09:00"),
        # 2026 is no leap year; the end of a month and of the year.
        ("2026-02-27T15:30", timedelta(hours=1), (), "2026-03-02T08:30"),
        ("2026-04-30T14:00", timedelta(days=1), ((2026, 5, 1),), "2026-05-04T14:00"),
        ("2026-12-31T15:00", timedelta(hours=2), ((2027, 1, 1),), "2027-01-04T09:00"),
        ("2026-12-23T10:00", timedelta(days=2), ((2026, 12, 24), (2026, 12, 25)), "2026-12-29T10:00"),
    ],
)
def test_month_ends_leap_days_and_holidays(
    asked: str, within: timedelta, holidays: tuple[tuple[int, int, int], ...], expected: str
) -> None:
    closed = [date(*day) for day in holidays]

    assert utc(expected) == due(utc(asked), within, office("Europe/Berlin", holidays=closed))


moments = some.integers(0, 3 * 365 * 24 * 60).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
zones = some.sampled_from(ZONES)


@given(start=moments, minutes=some.integers(1, 1439), zone=zones)
def test_who_always_works_has_exactly_the_time_given(start: datetime, minutes: int, zone: str) -> None:
    within = timedelta(minutes=minutes)

    assert start + within == due(start, within, always(zone))


@given(start=moments, days=some.integers(1, 10), zone=zones)
def test_whole_days_keep_the_local_time_unless_that_hour_is_missing(start: datetime, days: int, zone: str) -> None:
    asked = start.astimezone(ZoneInfo(zone))

    answer = due(start, timedelta(days=days), always(zone)).astimezone(ZoneInfo(zone))

    assert asked.date() + timedelta(days=days) == answer.date()
    shift = abs(datetime.combine(answer.date(), answer.time()) - datetime.combine(answer.date(), asked.time()))
    assert shift <= timedelta(hours=1)


@given(start=moments, minutes=some.integers(0, 1439), days=some.integers(0, 5), zone=zones)
def test_a_deadline_never_lies_outside_the_hours_of_the_team(
    start: datetime, minutes: int, days: int, zone: str
) -> None:
    hours = office(zone)

    answer = due(start, timedelta(days=days, minutes=minutes), hours)

    begin, end = hours.window(answer.astimezone(hours.zone).date())
    assert start <= answer
    assert begin <= answer <= end
    assert hours.works_on(answer.astimezone(hours.zone).date())


@given(start=moments, parts=some.lists(some.integers(1, 300), min_size=2, max_size=3), zone=zones)
def test_time_in_parts_is_the_time_as_a_whole(start: datetime, parts: list[int], zone: str) -> None:
    hours = office(zone)
    moment = start
    for minutes in parts:
        moment = due(moment, timedelta(minutes=minutes), hours)

    assert moment == due(start, timedelta(minutes=sum(parts)), hours)
