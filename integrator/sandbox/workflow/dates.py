"""The service's three notations of a moment, and the one that its queries take (workflow.md 5)."""

import re
from datetime import UTC, datetime, timedelta, timezone

from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.world import World

_QUERY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)")
_INDIA = timezone(timedelta(hours=5, minutes=30))
_MIXED = {"runtime": "plain", "history": "offset"}


def now(world: World) -> str:
    """Return the present moment as it is stored: in milliseconds, as the service counts them."""
    return world.clock.now().isoformat(timespec="milliseconds")


def render_date(moment: str, notation: str, *, service: str) -> str:
    """Write a stored ISO moment as `service`, `runtime` or `history`, does under switch `date_notation`."""
    local = datetime.fromisoformat(moment)
    match _MIXED[service] if notation == "mixed" else notation:
        case "plain":
            return local.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
        case "offset":
            return local.astimezone(_INDIA).isoformat(timespec="milliseconds")
        case _:
            return local.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_date(text: str, what: str) -> datetime:
    """Read a moment that a caller sent: `Z` or `+HH:mm`, never `+0000`; raises `EngineError` 400."""
    if not _QUERY.fullmatch(text):
        raise EngineError(400, f"{what} is not a valid date: {text!r}")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise EngineError(400, f"{what} is not a valid date: {text!r}") from error
