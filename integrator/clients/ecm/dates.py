"""
Dates of Content Server: with a trailing `Z` from a time-zone aware site, otherwise without any zone.

Source: contracts/opentext/extended-ecm, section 1. [documented, seen in code]
"""

from datetime import UTC, datetime


def read_date(text: str) -> datetime:
    """Read a date as UTC, also one without zone; raises `ValueError` for anything else."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def utc_without_zone(moment: datetime) -> str:
    """Write a date as external dates go: UTC, whole seconds, no `Z`; raises `ValueError` without a zone."""
    if moment.tzinfo is None:
        raise ValueError("an external date needs a zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
