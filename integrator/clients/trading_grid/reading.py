"""
Reading both services' answers: HAL lists by cursor, and the few rows that are not taken over field by field.

Pure functions over decoded JSON; for an answer of another shape they raise what Python raises.

Source: contracts/opentext/trading-grid, sections 5 to 7. [profile]
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from integrator.clients.trading_grid.models import Event, EventPage, InboxDocument, SurveyResponse

_Row = TypeVar("_Row")


def read_page(document: Any, *, name: str, read: Callable[[Any], _Row]) -> tuple[list[_Row], str]:
    """
    The rows of one page, each through `read`, and the cursor of the next page, empty when there is none.

    An empty list has no `_embedded`. Of the link to the next page only the cursor is taken: the server does not
    tell us where to send our token.
    """
    rows = [read(row) for row in document.get("_embedded", {}).get(name, [])]
    link = document.get("_links", {}).get("next")
    if not link:
        return rows, ""
    (after,) = parse_qs(urlsplit(link["href"]).query)["after"]
    return rows, after


def read_events(document: Any) -> EventPage:
    """One page of the feed."""
    return EventPage(
        events=tuple(_read_event(row) for row in document.get("_embedded", {}).get("events", [])),
        next_cursor=document["next_cursor"],
        has_more=document["has_more"],
    )


def read_response(row: Any) -> SurveyResponse:
    """One partner's answers, by question."""
    answers = {str(answer["question_id"]): answer["value"] for answer in row["answers"]}
    return SurveyResponse(partner_id=row["partner_id"], state=row["state"], revision=row["revision"], answers=answers)


def read_inbox_row(row: Any) -> InboxDocument:
    """One document that waits for us."""
    return InboxDocument.model_validate({**row, "received": row["received_time"]})


def write_time(moment: datetime) -> str:
    """Write a time as both services want it: UTC, milliseconds, `Z`; raises `ValueError` without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time for the Trading Grid needs a zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _read_event(row: Any) -> Event:
    resource = row["resource"]
    return Event(
        id=row["id"],
        type=row["type"],
        resource_type=resource["type"],
        resource_id=resource["id"],
        external_reference=resource["external_reference"],
        version=row["version"],
    )
