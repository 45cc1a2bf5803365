"""The HAL envelope of every list (workflow.md 6)."""

from collections.abc import Callable
from typing import Any

from starlette.datastructures import URL

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.parameters import Page

View = Callable[[Document], dict[str, Any]]


def first_rows(url: URL, rows: list[Document], *, relation: str, view: View) -> dict[str, Any]:
    """Return the first ten rows as a service does that does not page, and does not say how many there are."""
    answer: dict[str, Any] = {"_links": {"self": {"href": str(url)}}}
    if rows:
        answer["_embedded"] = {relation: [view(row) for row in rows[:10]]}
    return answer


def envelope(url: URL, rows: list[Document], page: Page, *, relation: str, view: View) -> dict[str, Any]:
    """Return one page; an empty one has no `_embedded` at all, the last one no `next`."""
    shown = rows[page.offset : page.offset + page.count]
    links = {"self": {"href": str(url)}}
    following = page.offset + page.count
    if following < len(rows):
        links["next"] = {"href": str(url.include_query_params(offset=following, count=page.count))}
    answer: dict[str, Any] = {"page": {"totalElements": len(rows)}, "_links": links}
    if shown:
        answer["_embedded"] = {relation: [view(row) for row in shown]}
    return answer
