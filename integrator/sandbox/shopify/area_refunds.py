"""Refunds."""

from integrator.sandbox.shopify.area import Area, Root
from integrator.sandbox.shopify.refunds import happenings, mutations

AREA = Area(
    queries={"refund": Root(mutations.refund)},
    mutations={"refundCreate": Root(mutations.refund_create, ("refund", "order"), again=mutations.refund_again)},
    nodes={"Refund": lambda ctx, gid: mutations.refund(ctx, id=gid)},
    happenings=happenings.HAPPENINGS,
)
