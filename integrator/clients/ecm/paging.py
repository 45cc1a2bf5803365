"""
Lists of Content Server, page by page.

Source: contracts/opentext/extended-ecm, section 1, paging. [documented]
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import results_of
from integrator.clients.ecm.connection import Connection
from integrator.clients.shapes import read_shape

_Row = TypeVar("_Row")

LIMIT = 100
_MOST_PAGES = 1000
"""A list beyond this does not end: its server ignores the page that we ask for."""


def rows_of(
    connection: Connection,
    operation: str,
    request: Request,
    read: Callable[[Any], _Row],
    *,
    rows_in: Callable[[Any], list[Any]] = results_of,
) -> Iterator[_Row]:
    """
    Read all pages of a list, each only when its rows are wanted; `rows_in` says where a page holds them.

    Raises:
        Garbled: a page does not follow the contract, or the list does not end.
    """
    for page in range(1, _MOST_PAGES + 1):
        params = {**request.params, "page": str(page), "limit": str(LIMIT)}
        answer = connection.send(operation, replace(request, params=params))
        rows, is_last = read_shape(answer, partial(_read_page, read=read, rows_in=rows_in))
        yield from rows
        if is_last:
            return
    raise answer.garbled("a list without end")


def _read_page(
    document: Any, *, read: Callable[[Any], _Row], rows_in: Callable[[Any], list[Any]]
) -> tuple[list[_Row], bool]:
    """Rows of one page, and whether none follows: told by the server, or else by a page that is not full."""
    rows = [read(result) for result in rows_in(document)]
    paging = (document.get("collection") or document).get("paging") or {}
    if "page" in paging and "page_total" in paging:
        return rows, not rows or int(paging["page"]) >= int(paging["page_total"])
    return rows, len(rows) < LIMIT
