"""What the rules would find in orders that already exist."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from integrator.clients.shopify import Shopify
from integrator.events.order import OrderSnapshot
from integrator.rules import RuleBook
from integrator.stores import Store


@dataclass(frozen=True, slots=True)
class Simulated:
    """The outcome of a simulation."""

    counts: dict[str, int]
    """How often each reason was found, the most frequent first."""
    found: list[dict[str, Any]]
    """One row per order with a reason: its name, total, reasons and those of watching rules."""


def read_recent_orders(shopify: Shopify, *, since: datetime, limit: int) -> list[OrderSnapshot]:
    """The orders changed since then, oldest change first, at most `limit`."""
    orders: list[OrderSnapshot] = []
    after: str | None = None
    while True:
        page = shopify.orders_updated_since(since, after=after)
        for mark in page.orders:
            if len(orders) == limit:
                return orders
            if order := shopify.get_order(mark.order.id):
                orders.append(order)
        if page.next is None:
            return orders
        after = page.next


def simulate(book: RuleBook, orders: Sequence[OrderSnapshot], *, topic: str, store: Store, at: datetime) -> Simulated:
    """Judge each order as if `topic` had just arrived."""
    counts: Counter[str] = Counter()
    found = []
    for order in orders:
        matches = book.judge(order, topic=topic, store=store, at=at)
        if not matches:
            continue
        counts.update(match.reason.word for match in matches)
        found.append(
            {
                "order": order.name,
                "total": str(order.total),
                "reasons": [match.reason.word for match in matches if not match.watch],
                "watched": [match.reason.word for match in matches if match.watch],
            }
        )
    return Simulated(dict(counts.most_common()), found)
