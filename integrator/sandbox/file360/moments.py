"""Times as the service writes and reads them: RFC 3339 in UTC (file360.md 5.1)."""

from datetime import UTC, datetime

from integrator.sandbox.file360.errors import invalid


def show(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def read(text: str, name: str) -> datetime:
    """Return a time of a request; raises 400 for one that is no time or names no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(f"{name} is no RFC 3339 time") from None
    if moment.tzinfo is None:
        raise invalid(f"{name} needs a zone")
    return moment.astimezone(UTC)


def normalized(text: str | None, name: str) -> str | None:
    """Return a time of a request as the service shows it; None stays None."""
    return None if text is None else show(read(text, name))
