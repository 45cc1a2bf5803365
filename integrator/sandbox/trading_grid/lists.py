"""Lists in HAL, and the cursors that lead through them (trading-grid.md 5)."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from integrator.sandbox.trading_grid.errors import GridError, invalid

_MOST = 200
_PAGING = frozenset({"after", "count"})


def parameters(request: Request, *known: str) -> dict[str, str]:
    """Return the query; raises `GridError` 400 for an unknown or repeated parameter."""
    query = request.query_params
    if set(query) - {*known, *_PAGING}:
        raise invalid(f"unknown parameter {min(set(query) - {*known, *_PAGING})}")
    if len(query.multi_items()) > len(query):
        raise invalid("a parameter is repeated")
    return dict(query)


def count_of(query: dict[str, str]) -> int:
    value = query.get("count", "50")
    if not value.isascii() or not value.isdecimal() or len(value) > 6 or not 1 <= int(value) <= _MOST:
        raise invalid(f"count must be from 1 to {_MOST}")
    return int(value)


def cursor(key: str) -> str:
    """Hide a sort key in an opaque text."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(text: str) -> str:
    """Return the sort key behind a cursor; raises `GridError` 400 `invalid_cursor`."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise GridError(400, "invalid_cursor", "that is no cursor of ours") from error


def envelope(request: Request, name: str, rows: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """
    Return one page of `rows`, pairs of sort key and view in order; an empty page has no `_embedded`.

    The cursor of the next page stands in its link.
    """
    query = dict(request.query_params)
    after, count = query.get("after"), count_of(query)
    waiting = [row for row in rows if after is None or row[0] > key_of(after)]
    shown = waiting[:count]
    links = {"self": {"href": str(request.url)}}
    if len(waiting) > count:
        links["next"] = {"href": str(request.url.include_query_params(after=cursor(shown[-1][0])))}
    answer: dict[str, Any] = {"_links": links}
    if shown:
        answer["_embedded"] = {name: [view for _, view in shown]}
    return answer
