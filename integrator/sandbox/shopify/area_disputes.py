"""Disputes of Shopify Payments."""

from integrator.sandbox.shopify.area import Area, Root
from integrator.sandbox.shopify.disputes import happenings, mutations, queries

AREA = Area(
    queries={
        "dispute": Root(queries.dispute),
        "disputeEvidence": Root(queries.dispute_evidence),
        "disputes": Root(queries.disputes),
    },
    mutations={"disputeEvidenceUpdate": Root(mutations.evidence_update, ("disputeEvidence",))},
    nodes={
        "ShopifyPaymentsDispute": lambda ctx, gid: queries.dispute(ctx, id=gid),
        "ShopifyPaymentsDisputeEvidence": lambda ctx, gid: queries.dispute_evidence(ctx, id=gid),
    },
    happenings=happenings.HAPPENINGS,
)
