"""The mutation of a dispute's evidence."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.disputes import evidence, state
from integrator.sandbox.shopify.disputes.views import dispute_view, evidence_view
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import number_of


def evidence_update(ctx: Context, *, id: str, input: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument names
    dispute = state.find_by_evidence(ctx.db, ctx.store, number_of(id, "ShopifyPaymentsDisputeEvidence"))
    if dispute is None:
        raise Refused(["id"], "The dispute evidence could not be found.", "DISPUTE_EVIDENCE_NOT_FOUND")
    evidence.update(ctx.action, dispute, input)
    return {"disputeEvidence": evidence_view(ctx, dispute, dispute_view(ctx, dispute))}
