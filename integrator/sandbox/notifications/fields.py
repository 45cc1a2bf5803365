"""Every field by name and type: what is unknown, of another type or could add a header is refused."""

import re
from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, type | tuple[type, ...]]

_FREE_TEXTS = frozenset({"data", "sms_text", "value", "text", "comment", "reason"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class SubmitError(ValueError):
    """The text says which field is wrong."""


def check(raw: object, fields: Fields, what: str) -> dict[str, Any]:
    """Return `raw` as the object it must be; raises `SubmitError`."""
    if not isinstance(raw, dict):
        raise SubmitError(f"{what} must be an object")
    for name, value in raw.items():
        if name not in fields:
            raise SubmitError(f"unknown field {name} in {what}")
        expected = fields[name]
        if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
            raise SubmitError(f"{name} in {what} has the wrong type")
        # A line break in what becomes a mail header would let a caller write headers of his own.
        if isinstance(value, str) and name not in _FREE_TEXTS and _CONTROL.search(value):
            raise SubmitError(f"{name} in {what} has control characters")
    return raw
