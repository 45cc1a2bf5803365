"""How values read on a page."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

_SYSTEMS = {"ecm": "Extended ECM", "file360": "File 360", "workflow": "Workflow Service"}

_GOOD = frozenset({"delivered", "FULFILLED", "LOW", "NONE", "PAID", "Sent", "SUCCESS"})
_BAD = frozenset({"CANCELLED", "Error", "failed", "FAILURE", "HIGH", "lost", "ON_HOLD", "VOIDED"})


def moment(value: str | datetime | None) -> str:
    """Write a moment in UTC to the second; what is no moment stays as it is."""
    if not value:
        return ""
    try:
        read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except ValueError:
        return str(value)
    return f"{read.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def pretty(value: Any) -> str:
    """Write JSON over several lines, also JSON within a text; any other text stays as it is."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return str(value)
    return json.dumps(value, ensure_ascii=False, indent=2)


def words(value: str) -> str:
    """Write a name of the systems for people: `payment-failed` is Payment failed."""
    return value.replace("-", " ").replace("_", " ").strip().capitalize()


def tone(status: str) -> str:
    """Return the class that colors a status; one that is unknown here stays plain."""
    return "good" if status in _GOOD else "bad" if status in _BAD else "plain"


def system(value: str) -> str:
    return _SYSTEMS.get(value, value.replace("_", " ").title())


def size(size_bytes: int) -> str:
    if size_bytes < 1000:
        return f"{size_bytes} B"
    return f"{size_bytes / 1000:.1f} kB" if size_bytes < 1_000_000 else f"{size_bytes / 1_000_000:.1f} MB"


FILTERS: dict[str, Callable[[Any], str]] = {
    "moment": moment,
    "pretty": pretty,
    "size": size,
    "system": system,
    "tone": tone,
    "words": words,
}
