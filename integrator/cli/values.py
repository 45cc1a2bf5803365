"""Reading argument values; a bad one is a wrong usage, told by argparse."""

import json
from argparse import ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from integrator.clock import parse_duration


def moment(text: str) -> datetime:
    """A moment with its offset, such as `2026-11-20T12:00Z`."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a moment such as 2026-11-20T12:00Z") from None
    if found.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} has no offset; write it as in 2026-11-20T12:00Z")
    return found


def duration(text: str) -> timedelta:
    """A duration such as `7d`, `8h` or `90m`."""
    try:
        return parse_duration(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """A whole number above zero."""
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= 1_000_000:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to 1000000")
    return int(text)


def json_object(text: str) -> dict[str, Any]:
    """A JSON object, such as `{"restock": true}`."""
    try:
        found = json.loads(text)
    except ValueError:
        raise ArgumentTypeError("not JSON") from None
    if not isinstance(found, dict):
        raise ArgumentTypeError("not a JSON object")
    return found
