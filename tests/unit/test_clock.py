"""Durations, clocks and deadlines on working calendars."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from integrator.clock import FixedClock, SystemClock, WorkingHours, due, parse_duration

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = ("mon", "tue", "wed", "thu", "fri")
ALL_DAYS = (*WEEK, "sat", "sun")


def office(**changes: Any) -> WorkingHours:
    facts: dict[str, Any] = {"weekdays": WEEK, "start": "09:00", "end": "17:00", "time_zone": "Europe/Berlin"}
    return WorkingHours(**(facts | changes))


def berlin(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2d", timedelta(days=2)),
        ("8h", timedelta(hours=8)),
        ("90m", timedelta(minutes=90)),
        ("1d12h", timedelta(days=1, hours=12)),
        ("1d2h30m", timedelta(days=1, hours=2, minutes=30)),
        (" 5m ", timedelta(minutes=5)),
    ],
)
def test_a_duration_is_read(text: str, expected: timedelta) -> None:
    assert expected == parse_duration(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "2 d",
        "d",
        "2D",
        "-2d",
        "1.5d",
        "1e3d",
        "2d8",
        "8h2d",
        "2w",
        "24h",
        "23h60m",
        "0d",
        "99999d",
        "٣d",
    ],
)
def test_what_is_not_a_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|day or more"):
        parse_duration(text)


def test_hours_within_a_working_day_are_added() -> None:
    assert berlin(11, 20, 14) == due(berlin(11, 20, 10), timedelta(hours=4), office())


def test_hours_beyond_the_day_go_on_next_morning() -> None:
    assert berlin(11, 20, 10) == due(berlin(11, 19, 16), timedelta(hours=2), office())


def test_the_weekend_does_not_count() -> None:
    assert berlin(11, 23, 10) == due(berlin(11, 20, 16), timedelta(hours=2), office())


def test_a_day_is_a_working_day() -> None:
    assert berlin(11, 24, 10) == due(berlin(11, 20, 10), timedelta(days=2), office())


def test_a_holiday_does_not_count() -> None:
    closed_on_monday = office(holidays=[date(2026, 11, 23)])

    assert berlin(11, 25, 10) == due(berlin(11, 20, 10), timedelta(days=2), closed_on_monday)
    assert berlin(11, 24, 10) == due(berlin(11, 20, 16), timedelta(hours=2), closed_on_monday)


@pytest.mark.parametrize("start", [berlin(11, 20, 17), berlin(11, 20, 23), berlin(11, 21, 12), berlin(11, 23, 7)])
def test_outside_working_hours_the_count_begins_with_the_next_working_day(start: datetime) -> None:
    assert berlin(11, 23, 10) == due(start, timedelta(hours=1), office())
    assert berlin(11, 24, 9) == due(start, timedelta(days=1), office())


def test_no_time_at_all_is_due_when_work_begins() -> None:
    assert berlin(11, 20, 10) == due(berlin(11, 20, 10), timedelta(0), office())
    assert berlin(11, 23, 9) == due(berlin(11, 21, 10), timedelta(0), office())


def test_exactly_the_rest_of_the_day_is_due_in_the_evening() -> None:
    assert berlin(11, 20, 17) == due(berlin(11, 20, 9), timedelta(hours=8), office())


def test_the_working_day_keeps_its_local_time_when_the_clocks_change() -> None:
    assert berlin(3, 30, 10) == due(berlin(3, 27, 10), timedelta(days=1), office())
    assert timedelta(hours=71) == due(berlin(3, 27, 10), timedelta(days=1), office()) - berlin(3, 27, 10).astimezone(
        UTC
    )


def test_hours_are_real_hours_in_the_night_when_the_clocks_go_forward() -> None:
    always = office(weekdays=ALL_DAYS, start="00:00", end="24:00")

    assert berlin(3, 29, 4) == due(berlin(3, 29, 0), timedelta(hours=3), always)


def test_hours_are_real_hours_in_the_night_when_the_clocks_go_back() -> None:
    always = office(weekdays=ALL_DAYS, start="00:00", end="24:00")

    assert datetime(2026, 10, 25, 3, 0, tzinfo=UTC) == due(berlin(10, 25, 0), timedelta(hours=5), always)


def test_working_hours_that_begin_in_the_missing_hour_begin_after_it() -> None:
    night = office(weekdays=ALL_DAYS, start="02:30", end="06:00")

    assert datetime(2026, 3, 29, 2, 30, tzinfo=UTC) == due(berlin(3, 29, 1), timedelta(hours=1), night)


def test_the_answer_is_in_utc_whatever_the_zone_of_the_start() -> None:
    answer = due(datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Tokyo")), timedelta(hours=1), office())

    assert (datetime(2026, 11, 20, 9, tzinfo=UTC), UTC) == (answer, answer.tzinfo)


def test_a_start_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2026, 11, 20, 10), timedelta(hours=1), office())  # noqa: DTZ001 - the mistake under test


def test_a_deadline_in_the_past_is_refused() -> None:
    with pytest.raises(ValueError, match="before its start"):
        due(berlin(11, 20), timedelta(hours=-1), office())


@given(
    start=some.integers(0, 525_600).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    days=some.integers(0, 14),
    minutes=some.tuples(some.integers(0, 1439), some.integers(0, 1439)).map(sorted),
)
def test_a_deadline_lies_in_working_hours_and_more_time_never_makes_it_earlier(
    start: datetime, days: int, minutes: list[int]
) -> None:
    hours = office()

    deadline, later = (due(start, timedelta(days=days, minutes=number), hours) for number in minutes)

    assert start <= deadline <= later
    assert hours.works_on(deadline.astimezone(BERLIN).date())
    assert time(9) <= deadline.astimezone(BERLIN).time() <= time(17)


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(berlin(11, 20, 10))

    clock.advance(timedelta(hours=1))

    assert (berlin(11, 20, 11), UTC) == (clock.now(), clock.now().tzinfo)


def test_the_system_clock_tells_utc() -> None:
    assert UTC == SystemClock().now().tzinfo
