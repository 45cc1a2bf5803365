"""The query roots about disputes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import search
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.disputes import state
from integrator.sandbox.shopify.disputes.views import dispute_view, evidence_view
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.paging import page

_PAGE_ARGUMENTS = ("first", "after", "last", "before", "reverse")


def dispute(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = state.find(ctx.db, ctx.store, number_of(id, "ShopifyPaymentsDispute"))
    return None if found is None else dispute_view(ctx, found)


def dispute_evidence(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = state.find_by_evidence(ctx.db, ctx.store, number_of(id, "ShopifyPaymentsDisputeEvidence"))
    return None if found is None else evidence_view(ctx, found, dispute_view(ctx, found))


def disputes(ctx: Context, **args: Any) -> Document:
    """Source: contract operations, filters of `disputes`. [documented]"""
    wanted = _parsed(ctx, args.get("query"))
    found = [
        each
        for each in state.of_store(ctx.db, ctx.store)
        if search.matches(wanted, lambda term, each=each: _test(term, each))  # type: ignore[misc]
    ]
    known = {name: args[name] for name in _PAGE_ARGUMENTS if name in args}
    shown = page(found, lambda each: (each["id"], each["id"]), **known)
    nodes = [dispute_view(ctx, each) for each in shown["nodes"]]
    edges = [{"node": node, "cursor": edge["cursor"]} for node, edge in zip(nodes, shown["edges"], strict=True)]
    return {**shown, "nodes": nodes, "edges": edges}


def _parsed(ctx: Context, query: str | None) -> search.Query | None:
    try:
        wanted = search.parsed(query or "")
    except search.SearchSyntaxError as error:
        raise GraphQLError(f"Invalid search query: {error}", extensions={"code": "BAD_REQUEST"}) from error
    unknown = [term.field for term in search.terms(wanted) if term.field not in _TESTS]
    if unknown:
        warnings = [
            {"field": field, "message": "Invalid search field for this query.", "code": "invalid_field"}
            for field in unknown
        ]
        ctx.search_notes.append({"path": ["disputes"], "query": query, "parsed": {}, "warnings": warnings})
    return wanted


def _test(term: search.Term, dispute: Document) -> bool | None:
    test = _TESTS.get(term.field)
    return None if test is None else test(term, dispute)


def _since(term: search.Term, dispute: Document) -> bool:
    try:
        wanted = datetime.fromisoformat(term.value)
    except ValueError:
        return False
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
    moment = datetime.fromisoformat(dispute["initiated_at"])
    return {
        ">": moment > wanted,
        ">=": moment >= wanted,
        "<": moment < wanted,
        "<=": moment <= wanted,
    }.get(term.operator, moment == wanted)


_TESTS: dict[str, Callable[[search.Term, Document], bool]] = {
    "id": lambda term, dispute: str(dispute["id"]) == term.value,
    "initiated_at": _since,
    "status": lambda term, dispute: dispute["status"].lower() == term.value.lower(),
}
