"""The query roots about disputes."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import terms
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.disputes import state
from integrator.sandbox.shopify.disputes.views import dispute_view, evidence_view
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.listing import Listing


def dispute(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = state.find(ctx.db, ctx.store, number_of(id, "ShopifyPaymentsDispute"))
    return None if found is None else dispute_view(ctx, found)


def dispute_evidence(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = state.find_by_evidence(ctx.db, ctx.store, number_of(id, "ShopifyPaymentsDisputeEvidence"))
    return None if found is None else evidence_view(ctx, found, dispute_view(ctx, found))


def disputes(ctx: Context, **args: Any) -> Document:
    """`disputes`."""
    return DISPUTES.found(ctx, state.of_store(ctx.db, ctx.store), lambda each: dispute_view(ctx, each), args)


DISPUTES = Listing(
    name="disputes",
    tests={
        "id": terms.gid_number("id"),
        "initiated_at": terms.moment("initiated_at"),
        "status": terms.field_text("status"),
    },
)
"""Source: contract operations, filters of `disputes`. [documented]"""
