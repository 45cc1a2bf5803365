"""Returns."""

from integrator.sandbox.shopify.area import Area, Root
from integrator.sandbox.shopify.returns import happenings, mutations, queries, reasons

AREA = Area(
    queries={
        "return": Root(queries.found_return),
        "returnReasonDefinitions": Root(reasons.definitions),
        "returnableFulfillments": Root(queries.returnable_fulfillments),
    },
    mutations={
        "returnRequest": Root(mutations.request, ("return",)),
        "returnCreate": Root(mutations.create, ("return",)),
        "returnApproveRequest": Root(mutations.approve, ("return",)),
        "returnDeclineRequest": Root(mutations.decline, ("return",)),
        "returnCancel": Root(mutations.cancel, ("return",)),
        "returnClose": Root(mutations.close, ("return",)),
        "returnReopen": Root(mutations.reopen, ("return",)),
        "returnProcess": Root(mutations.process, ("return",)),
        "reverseFulfillmentOrderDispose": Root(mutations.dispose, ("reverseFulfillmentOrderLineItems",)),
    },
    nodes={"Return": lambda ctx, gid: queries.found_return(ctx, id=gid)},
    happenings=happenings.HAPPENINGS,
)
