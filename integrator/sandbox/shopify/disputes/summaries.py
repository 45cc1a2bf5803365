"""What an order shows of its disputes."""

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.disputes import state
from integrator.sandbox.shopify.gids import gid


def summaries(db: Database, order: Document) -> list[Document]:
    """Build the `OrderDisputeSummary` of each dispute of an order."""
    return [
        {
            "__typename": "OrderDisputeSummary",
            "id": gid("OrderDisputeSummary", dispute["id"]),
            "initiatedAs": dispute["type"],
            "status": dispute["status"],
        }
        for dispute in state.of_order(db, order)
    ]
