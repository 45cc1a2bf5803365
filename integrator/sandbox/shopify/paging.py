"""Connections: pages of a sorted list, with opaque cursors that name the last value and id."""

import base64
import json
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from integrator.sandbox.database import Document

PAGE_ARGUMENTS = ("first", "after", "last", "before", "reverse")
Key = Callable[[Document], tuple[Any, int]]
"""Returns sort value and number of an item; together they are unique, so no page skips or repeats one."""


def page(
    items: list[Document],
    key: Key,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    reverse: bool = False,
) -> Document:
    """Build one page of a connection. Source: contract api, section 5. [documented]"""
    ordered = sorted(items, key=key, reverse=reverse)
    if after is not None:
        mark = _mark(after)
        ordered = [item for item in ordered if (key(item) < mark if reverse else key(item) > mark)]
    if before is not None:
        mark = _mark(before)
        ordered = [item for item in ordered if (key(item) > mark if reverse else key(item) < mark)]
    shown = ordered
    if first is not None:
        shown = ordered[:first]
    elif last is not None:
        shown = ordered[max(0, len(ordered) - last) :]
    cut = len(shown) < len(ordered)
    cursors = [_cursor(*key(item)) for item in shown]
    return {
        "nodes": shown,
        "edges": [{"node": item, "cursor": cursor} for item, cursor in zip(shown, cursors, strict=True)],
        "pageInfo": {
            "hasNextPage": cut if first is not None else before is not None,
            "hasPreviousPage": cut if first is None else after is not None,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def connection(build: Callable[[], list[Document]]) -> Callable[..., Document]:
    """Return the resolver of a short list in its natural order, built only when it is asked for."""

    def resolve(_info: Any, **args: Any) -> Document:
        items = build()
        places = {id(item): place for place, item in enumerate(items)}
        known = {name: args[name] for name in PAGE_ARGUMENTS if name in args}
        return page(items, lambda item: (places[id(item)], 0), **known)

    return resolve


def _cursor(value: Any, number: int) -> str:
    text = json.dumps({"last_id": number, "last_value": value}, separators=(",", ":"))
    return base64.b64encode(text.encode()).decode()


def _mark(cursor: str) -> tuple[Any, int]:
    try:
        mark = json.loads(base64.b64decode(cursor, validate=True))
        return mark["last_value"], mark["last_id"]
    except (ValueError, KeyError, TypeError) as error:
        message = f"Invalid cursor for current pagination sort: {cursor}"
        raise GraphQLError(message, extensions={"code": "BAD_REQUEST"}) from error
