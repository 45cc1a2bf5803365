"""
Facets: what a short reading of an order tells about it, so that two readings can be compared without keeping either.

A poll and a full reading give the same facets of the same state. The digest tells a change that did not move
`updated_at`, such as a risk assessment may be, or a second change within the same second.
"""

import hashlib
import json
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict

from integrator.events.order import Address, OrderSnapshot, Risk
from integrator.money import Money


class OrderFacets(BaseModel):
    """The parts of an order that a list of orders can show cheaply, and that rules look at."""

    model_config = ConfigDict(frozen=True)

    cancelled_at: datetime | None
    financial_status: str
    fulfillment_status: str
    total: Money
    original_total: Money
    refunded: Money
    tags: tuple[str, ...]
    shipping_address: Address | None
    recommendation: str
    risks: tuple[Risk, ...]


def facets_of(order: OrderSnapshot) -> OrderFacets:
    """Return the facets of an order that was read in full."""
    return OrderFacets.model_validate({name: getattr(order, name) for name in OrderFacets.model_fields})


def digest_of(facets: OrderFacets) -> str:
    """Return one short hash of all facets; lists in any order, amounts and moments in any notation are the same."""
    shown = [
        facets.cancelled_at.astimezone(UTC).isoformat() if facets.cancelled_at else "",
        facets.financial_status,
        facets.fulfillment_status,
        *(str(amount) for amount in (facets.total, facets.original_total, facets.refunded)),
        sorted(facets.tags),
        facets.shipping_address.model_dump() if facets.shipping_address else None,
        facets.recommendation,
        sorted(f"{risk.provider}: {risk.level}" for risk in facets.risks),
    ]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:16]


def topics_sent_once(facets: OrderFacets) -> frozenset[str]:
    """Return the topics that Shopify sends exactly once about an order in this state."""
    return frozenset(["orders/create", *(["orders/cancelled"] if facets.cancelled_at else [])])
