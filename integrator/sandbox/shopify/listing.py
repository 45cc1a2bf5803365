"""A list of the Admin API: searched by Shopify's syntax, sorted by a key, given out in pages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from graphql import GraphQLError

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import search, switches
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.paging import PAGE_ARGUMENTS, page
from integrator.sandbox.shopify.search import Term
from integrator.sandbox.shopify.terms import Test

View = Callable[[Document], Document]


def _number(thing: Document) -> int:
    return int(thing["id"])


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list can be searched and sorted by; `name` is that of its field."""

    name: str
    tests: Mapping[str, Test] = field(default_factory=dict)
    """By search field; the empty field is a bare word."""
    sort_values: Mapping[str, Callable[[Document], Any]] = field(default_factory=dict)
    """By sort key. ID, by the number, is always there."""
    not_emulated: frozenset[str] = frozenset()
    """Search fields that Shopify knows and the sandbox does not: an error, for they must not be ignored."""
    number: Callable[[Document], int] = _number
    """What tells two things with the same sort value apart."""

    def found(self, ctx: Context, things: Iterable[Document], view: View, args: Mapping[str, Any]) -> Document:
        """Build the connection of those of `things` that match `args["query"]`; only what is shown gets a view."""
        if args.get("savedSearchId") is not None:
            raise not_in_sandbox("A saved search")
        value = self._sort_value(args.get("sortKey") or "ID")
        wanted = self._parsed(ctx, args.get("query") or "")
        if wanted is not None:
            things = self._indexed(ctx, things)
        matching = [thing for thing in things if search.matches(wanted, lambda term, it=thing: self._test(term, it))]  # type: ignore[misc]
        pages = {name: args[name] for name in PAGE_ARGUMENTS if name in args}
        return viewed(page(matching, lambda thing: (value(thing), self.number(thing)), **pages), view)

    def _indexed(self, ctx: Context, things: Iterable[Document]) -> Iterable[Document]:
        """Leave out what the index has not taken in yet. Source: contract api, section 12. [seen in code]"""
        lag = switches.read(ctx.db)["search_lag_seconds"]
        if not lag:
            return things
        newest = (ctx.action.at - timedelta(seconds=lag)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return [thing for thing in things if thing.get("created_at", "") <= newest]

    def _sort_value(self, key: str) -> Callable[[Document], Any]:
        if key == "ID":
            return self.sort_values.get(key, self.number)
        if key not in self.sort_values:
            raise not_in_sandbox(f"Sorting {self.name} by {key}")
        return self.sort_values[key]

    def _parsed(self, ctx: Context, query: str) -> search.Query | None:
        try:
            wanted = search.parsed(query)
        except search.SearchSyntaxError as error:
            raise GraphQLError(f"Invalid search query: {error}", extensions={"code": "BAD_REQUEST"}) from error
        terms = search.terms(wanted)
        for term in terms:
            if term.field in self.not_emulated or (not term.field and "" not in self.tests):
                raise not_in_sandbox(f"Searching {self.name} by {term.field or 'a bare word'}")
        unknown = [term.field for term in terms if term.field not in self.tests]
        if unknown:
            ctx.search_notes.append(_note(self.name, query, terms, unknown))
        return wanted

    def _test(self, term: Term, thing: Document) -> bool | None:
        test = self.tests.get(term.field)
        return None if test is None else test(term, thing)


def viewed(shown: Document, view: View) -> Document:
    """Replace the things of a page by their views."""
    nodes = [view(thing) for thing in shown["nodes"]]
    edges = [{"node": node, "cursor": edge["cursor"]} for node, edge in zip(nodes, shown["edges"], strict=True)]
    return {**shown, "nodes": nodes, "edges": edges}


def _note(name: str, query: str, terms: list[Term], unknown: list[str]) -> dict[str, Any]:
    """Source: contract api, section 5: an unknown field is ignored, and a warning says so. [seen in code]"""
    return {
        "path": [name],
        "query": query,
        "parsed": {"and": [{"field": term.field, "match_all": term.value} for term in terms]},
        "warnings": [
            {"field": field, "message": "Invalid search field for this query.", "code": "invalid_field"}
            for field in unknown
        ],
    }
