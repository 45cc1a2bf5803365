"""Query parameters, read strictly: an unknown name or an unfit value is a 400 (workflow.md 2, 6, 12)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams

from integrator.sandbox.database import Document
from integrator.sandbox.workflow.dates import read_date
from integrator.sandbox.workflow.errors import EngineError

PAGING = frozenset({"offset", "count", "sort", "order", "sortEmptyValuesOnTop"})
NEUTRAL = frozenset({"filterByCurrentSubscription", "includeUserIds", "includeGroupIds"})
"""Accepted everywhere; the sandbox has one subscription, and shows users and groups anyway."""


@dataclass(frozen=True, slots=True)
class Page:
    """The wanted part of a list: rows from `offset`, `count` of them."""

    offset: int
    count: int


class Parameters:
    """The parameters of one call. One that the sandbox cannot honor is refused, never ignored."""

    def __init__(self, query: QueryParams, known: frozenset[str]) -> None:
        for name in query:
            if name not in known | PAGING | NEUTRAL:
                raise EngineError(400, f"Query parameter {name!r} is unknown, or not part of the sandbox")
            if len(query.getlist(name)) > 1:
                raise EngineError(400, f"Query parameter {name!r} is repeated")
        self._query = query
        for name in (
            "filterByCurrentSubscription",
            "includeUserIds",
            "includeGroupIds",
            "sortEmptyValuesOnTop",
        ):
            self.flag(name)

    def text(self, name: str) -> str | None:
        return self._query.get(name)

    def flag(self, name: str) -> bool | None:
        value = self._query.get(name)
        if value not in {None, "true", "false"}:
            raise EngineError(400, f"{name} must be true or false")
        return None if value is None else value == "true"

    def date(self, name: str) -> datetime | None:
        value = self._query.get(name)
        return None if value is None else read_date(value, name)

    def page(self) -> Page:
        """Return the wanted page; the default is the first ten rows."""
        return Page(offset=self._number("offset", 0, lowest=0), count=self._number("count", 10, lowest=1))

    def sorted(self, rows: list[Document], keys: dict[str, Callable[[Document], Any]]) -> list[Document]:
        """Return the rows in the wanted order; without `sort` in the order of creation."""
        sort, order = self._query.get("sort"), self._query.get("order", "asc")
        if order not in {"asc", "desc"}:
            raise EngineError(400, f"order must be asc or desc, not {order!r}")
        if sort is None:
            return rows if order == "asc" else rows[::-1]
        if sort not in keys:
            raise EngineError(400, f"Value for param 'sort' is not valid, {sort!r} is not a valid property")
        return sorted(rows, key=keys[sort], reverse=order == "desc")

    def _number(self, name: str, default: int, *, lowest: int) -> int:
        value = self._query.get(name, str(default))
        if not value.isascii() or not value.isdecimal() or len(value) > 9 or int(value) < lowest:
            raise EngineError(400, f"{name} must be a number from {lowest}")
        return int(value)
