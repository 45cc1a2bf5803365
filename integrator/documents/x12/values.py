"""
How X12 writes numbers, dates and times.

Source: contracts/opentext/trading-grid, section 8.1; ASC X12.6. [general]
"""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal

_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_TIME = re.compile(r"([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{1,2})?)?")
_DATE = re.compile(r"[0-9]{8}")


def is_whole(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None


def is_decimal(text: str) -> bool:
    """Whether it is a number of type R; exponents, plus signs and thousands separators are not."""
    return _DECIMAL.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Whether it is a day of the calendar, `CCYYMMDD`."""
    try:
        read_date(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """Whether it is `HHMM`, `HHMMSS`, `HHMMSSD` or `HHMMSSDD`."""
    try:
        read_time(text)
    except ValueError:
        return False
    return True


def digits(text: str) -> int:
    """Length of a number as X12 counts it: without sign and point."""
    return sum(character not in "-." for character in text)


def read_number(text: str) -> Decimal:
    return Decimal(text)


def read_date(text: str) -> date:
    """Read `CCYYMMDD`; raises `ValueError` for everything else."""
    if not _DATE.fullmatch(text):
        raise ValueError("not CCYYMMDD")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def read_time(text: str) -> time:
    """Read a time of the day, in whole seconds; raises `ValueError` for everything else."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError("not HHMM or HHMMSS")
    hour, minute, second, _ = found.groups()
    return time(int(hour), int(minute), int(second or 0))


def write_number(number: Decimal | int | None) -> str:
    """Write a number of type R without exponent and without zeros at its end; None becomes empty."""
    if number is None:
        return ""
    exact = Decimal(number)
    if not exact.is_finite():
        raise ValueError("a number must be finite")
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def write_hundredths(amount: Decimal) -> str:
    """Write type N2; raises `ValueError` for an amount with more than two decimals."""
    scaled = amount.scaleb(2)
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError("an amount of type N2 has two decimals")
    return write_number(scaled.to_integral_value())


def write_date(day: date | None) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}" if day else ""


def write_moment(moment: datetime) -> tuple[str, str]:
    """Write day and time, UTC in whole seconds; raises `ValueError` without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    there = moment.astimezone(UTC)
    return write_date(there.date()), f"{there:%H%M%S}"


def utc(day: date, moment: time | None) -> datetime:
    """Put day and time together; X12 names no zone here, so it is UTC by agreement. [profile]"""
    return datetime.combine(day, moment or time(), UTC)
