"""What a sweep raised is judged like what was heard: asked about all it may have been, and marked late."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from integrator.cases import Case
from integrator.events.facets import digest_of, facets_of
from integrator.events.order import OrderSnapshot
from integrator.events.topics import TOPICS
from integrator.ledger import sightings
from integrator.ledger.database import Connection, Ledger
from integrator.ledger.findings import Change
from integrator.ledger.sightings import Reading
from integrator.rules import RuleBook

_CREATED = "orders/create"


def topics_meant(rules: RuleBook, order: OrderSnapshot, claimed: Sequence[Any]) -> frozenset[str]:
    """
    Return the topics to ask the rules about: those that were heard, and all that a sweep's event may stand for.

    A sweep sees a state and not what led to it, so every topic counts that fits the state. The creation is asked about
    only when the sweep says that nobody ever did, or a rule for new orders would look at old ones.
    """
    topics = {event.topic for event in claimed}
    if any(event.source == "sweep" for event in claimed):
        topics |= {
            topic for topic in rules.topics if topic != _CREATED and _is_about_orders(topic) and _fits(topic, order)
        }
    return frozenset(topics)


def note_judged(
    ledger: Ledger,
    connection: Connection,
    order: OrderSnapshot,
    claimed: Sequence[Any],
    *,
    topics: AbstractSet[str],
    outcome: str,
) -> str:
    """Note the state that was judged; return the outcome, which says when only a sweep found it."""
    reading = Reading(
        store=order.store,
        kind="order",
        subject=order.id,
        updated_at=order.updated_at,
        digest=digest_of(facets_of(order)),
        topics=frozenset(topics),
    )
    late = is_late(claimed)
    sightings.judged(ledger, connection, reading, origin="sweep" if late else claimed[0].source)
    return f"late, found by a sweep: {outcome}" if late else outcome


def mark_case(connection: Connection, case: Case, change: Change, claimed: Sequence[Any]) -> None:
    """Write on a case that came to be, or grew, whether only a sweep told us."""
    if change in {"opened", "reopened"}:
        sightings.mark_late(connection, case, late=is_late(claimed), with_runs=True)
    elif change in {"extended", "tightened"} and is_late(claimed):
        sightings.mark_late(connection, case, late=True, with_runs=False)


def is_late(claimed: Sequence[Any]) -> bool:
    """Whether nobody but a sweep told us."""
    return all(event.source == "sweep" for event in claimed)


def _is_about_orders(topic: str) -> bool:
    known = TOPICS.get(topic)
    return known is not None and known.order_of is not None


def _fits(topic: str, order: OrderSnapshot) -> bool:
    """Whether Shopify can have sent `topic` about an order in this state."""
    states = {
        "orders/cancelled": order.is_cancelled,
        "orders/fulfilled": order.is_fulfilled,
        "orders/partially_fulfilled": order.fulfillment_status == "PARTIALLY_FULFILLED",
        "orders/paid": order.financial_status in {"PAID", "PARTIALLY_REFUNDED", "REFUNDED"},
        "orders/edited": order.total.amount != order.original_total.amount,
        "orders/risk_assessment_changed": bool(order.risks),
        "order_transactions/create": bool(order.transactions),
        "refunds/create": order.refunded.amount > 0,
    }
    return states.get(topic, True)
