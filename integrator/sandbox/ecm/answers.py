"""The shapes of answers (contract extended-ecm, section 1, "Answer shapes" and "Paging")."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import invalid

Json = dict[str, Any]
Query = Sequence[tuple[str, str]]
T = TypeVar("T")

DEFAULT_LIMIT = 25
MAX_LIMIT = 500


def links(href: str, method: str = "GET") -> Json:
    link = {"body": "", "content_type": "", "href": f"/api{href}", "method": method, "name": ""}
    return {"data": {"self": link}}


def element(href: str, results: Json, method: str = "GET") -> Json:
    """A v2 element: one object in `results`."""
    return {"links": links(href, method), "results": results}


def change(href: str, method: str) -> Json:
    """A v2 change: empty `results`."""
    return element(href, {}, method)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and how it is described to the caller."""

    items: Sequence[T]
    paging: Json


def page_of(items: Sequence[T], href: str, query: Query) -> Page[T]:
    """Cut the page that `query` asks for out of `items`; raises 400 for impossible paging."""
    asked = dict(query)
    page = as_number(asked.get("page", "1"), "page")
    limit = min(as_number(asked.get("limit", str(DEFAULT_LIMIT)), "limit"), MAX_LIMIT)
    if page < 1 or limit < 1:
        raise invalid()
    first = (page - 1) * limit
    shown = items[first : first + limit]
    pages = max(1, -(-len(items) // limit))
    paging: Json = {
        "limit": limit,
        "page": page,
        "page_total": pages,
        "range_min": first + 1 if shown else 0,
        "range_max": first + len(shown),
        "total_count": len(items),
    }
    if page < pages:
        following = urlencode([*(pair for pair in query if pair[0] != "page"), ("page", str(page + 1))])
        paging["links"] = {"data": {"next": links(f"{href}?{following}")["data"]["self"]}}
    return Page(shown, paging)


def node_list(href: str, items: Sequence[Json], paging: Json, sort: Sequence[str] = ()) -> Json:
    """A v2 list, as of subnodes."""
    return {
        "collection": {
            "paging": paging,
            "sorting": {"sort": [{"key": "sort", "value": s} for s in sort]},
        },
        "links": links(href),
        "results": items,
    }


def workspace_list(href: str, items: Sequence[Json], paging: Json) -> Json:
    """A v2 list of workspaces: paging at the top level, no `collection`."""
    return {
        "links": links(href),
        "paging": {**paging, "actions": {}},
        "results": [{"actions": {"data": {}, "map": {}, "order": []}, **item} for item in items],
        "wksp_info": {"wksp_type_icon": None},
    }
