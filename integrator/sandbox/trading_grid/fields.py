"""Read what callers send, strictly: every field by name and form (trading-grid.md 5)."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from integrator.sandbox.trading_grid.errors import invalid

Reader = Callable[[Any, str], Any]

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_REFERENCE_LENGTH = 128


def read(raw: object, what: str, needed: Mapping[str, Reader], optional: Mapping[str, Reader]) -> dict[str, Any]:
    """Return the fields of an object, each through its reader; raises `GridError` 400 for any other field."""
    if not isinstance(raw, dict):
        raise invalid(f"{what} must be an object")
    known = {**needed, **optional}
    for name in raw:
        if name not in known:
            raise invalid(f"unknown field {name} in {what}")
    for name in needed:
        if name not in raw:
            raise invalid(f"{name} of {what} is missing")
    return {name: known[name](value, f"{name} of {what}") for name, value in raw.items()}


def text(longest: int = 4000, *, empty: bool = False) -> Reader:
    def check(value: Any, what: str) -> str:
        if not isinstance(value, str) or len(value) > longest or not (value or empty):
            raise invalid(f"{what} must be a text of at most {longest} characters")
        return value

    return check


def one_of(*words: str) -> Reader:
    def check(value: Any, what: str) -> str:
        if not isinstance(value, str) or value not in words:
            raise invalid(f"{what} must be one of {', '.join(words)}")
        return value

    return check


def rows(reader: Reader) -> Reader:
    def check(value: Any, what: str) -> list[Any]:
        if not isinstance(value, list) or len(value) > 10_000:
            raise invalid(f"{what} must be a list")
        return [reader(one, what) for one in value]

    return check


def part(needed: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None) -> Reader:
    def check(value: Any, what: str) -> dict[str, Any]:
        return read(value, what, needed, optional or {})

    return check


def quantity(value: Any, what: str) -> str:
    """A decimal string."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise invalid(f"{what} must be a decimal number in quotes")
    return value


def whole(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise invalid(f"{what} must be a whole number")
    return value


def flag(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(f"{what} must be true or false")
    return value


def anything(value: Any, _what: str) -> Any:
    return value


def day(value: Any, what: str) -> str:
    """A day, `2026-01-05`."""
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        pass  # Refused below, like every other form.
    raise invalid(f"{what} must be a day such as 2026-01-05")


def moment(value: Any, what: str) -> str:
    """A moment, `2026-01-05T10:00:00.000Z`."""
    try:
        if _TIME.fullmatch(value):
            return show_time(datetime.fromisoformat(value))
    except (TypeError, ValueError):
        pass  # Refused below, like every other form.
    raise invalid(f"{what} must be a time such as 2026-01-05T10:00:00.000Z")


def show_time(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


reference = text(_REFERENCE_LENGTH)
"""An `external_reference`."""
