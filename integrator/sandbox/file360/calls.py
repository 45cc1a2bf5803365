"""One call as a handler sees it, and the table that a module of handlers fills."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request

from integrator.sandbox.file360.access import Actor
from integrator.sandbox.file360.errors import invalid
from integrator.sandbox.file360.fields import Kinds, checked
from integrator.sandbox.file360.items import Item
from integrator.sandbox.file360.state import File360
from integrator.sandbox.multipart import Part

_DEFAULT_LIMIT = 100
_MAX_LIMIT = 200

Body = Literal["none", "json", "multipart"]


@dataclass(frozen=True, slots=True)
class Call:
    """A decoded request."""

    state: File360
    request: Request
    actor: Actor
    query: Mapping[str, str]
    document: Any
    """The JSON of the body; of a multipart body, that of its field `metadata`, or its plain fields."""
    file: Part | None

    @property
    def if_match(self) -> str:
        return self.request.headers.get("if-match", "")

    def fields(self, kinds: Kinds, *required: str) -> dict[str, Any]:
        """Return the fields of the body; raises 400."""
        return checked(self.document, kinds, required=frozenset(required))

    def item(self, kind: str, role: str) -> Item:
        """Return the item that `{id}` names, if the caller has `role` there; raises 404, 403."""
        item = self.state.items.get(self.request.path_params["id"], kind)
        self.state.access.require(self.actor, item, role)
        return item

    def asked(self, *names: str) -> dict[str, str]:
        """Return the query parameters, which must be among `names`; raises 400."""
        for name in self.query:
            if name not in names:
                raise invalid(f"unknown parameter {name}")
        return dict(self.query)

    def number(self, name: str, default: int) -> int:
        """Return a query parameter as a number from 1; raises 400."""
        text = self.query.get(name, str(default))
        if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) < 1:
            raise invalid(f"{name} must be a number from 1")
        return int(text)

    def limit(self) -> int:
        return min(self.number("limit", _DEFAULT_LIMIT), _MAX_LIMIT)

    def flag(self, name: str) -> bool:
        """Return a query parameter as a truth, absent as false; raises 400."""
        value = self.query.get(name, "false")
        if value not in {"true", "false"}:
            raise invalid(f"{name} must be true or false")
        return value == "true"

    def listed(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the wanted page of a list (file360.md 5.1, paging)."""
        page, limit = self.number("page", 1), self.limit()
        first = (page - 1) * limit
        shown = rows[first : first + limit]
        paging = {
            "limit": limit,
            "page": page,
            "page_total": max(1, -(-len(rows) // limit)),
            "range_min": first + 1 if shown else 0,
            "range_max": first + len(shown),
            "total_count": len(rows),
        }
        return {"collection": {"paging": paging}, "results": shown}


Handler = Callable[[Call], Any]
"""Returns JSON, JSON with a status, `None` for 204, or a whole response."""

Table = list[tuple[str, str, Body, Handler]]
"""Method, path below the base, kind of body, handler."""
