"""
Dates of the Workflow Service: three notations to read, one to write.

Source: contracts/opentext/workflow, section 5. [documented] for reading, [Flowable] for writing.
"""

from datetime import UTC, datetime


def parse_date(text: str) -> datetime:
    """
    Read a date of the service, in UTC.

    Accepts `2018-04-17T10:17:43.902+0000`, `2020-04-02T17:20:18.722+05:30` and `2014-09-11T07:43:22.823Z`.

    Raises:
        ValueError: it is not a date, or it has no zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a date of the Workflow Service needs a zone")
    return moment.astimezone(UTC)


def write_date(moment: datetime) -> str:
    """Write a date as the service's query parser wants it: UTC, milliseconds, a literal `Z`, no `+0000`."""
    if moment.tzinfo is None:
        raise ValueError("a date for the Workflow Service needs a zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
