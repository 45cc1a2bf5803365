"""What a change of the order means for cases that are open already: its end by another route, and later shipments."""

from collections.abc import Set as AbstractSet

from integrator.cases import ENDED_ELSEWHERE, ORDER_REVIEW, Case, Decision
from integrator.context import Connections
from integrator.events.fingerprint import inputs_of
from integrator.events.order import OrderSnapshot
from integrator.ledger import cases, decisions
from integrator.ledger.database import Connection, Ledger
from integrator.ledger.runs import Wakeup, wake_case

HOLDABLE = frozenset({"OPEN", "SCHEDULED", "IN_PROGRESS", "ON_HOLD"})


def end_by_other_route(ledger: Ledger, connection: Connection, order: OrderSnapshot) -> tuple[list[str], list[Wakeup]]:
    """Tell the open review of an order that was cancelled or fulfilled by others that its question is gone (R14)."""
    case = _open_review(connection, order)
    if case is None or not (order.is_cancelled or order.is_fulfilled):
        return [], []
    if cases.is_over(connection, case):
        return [], []
    what = "cancelled" if order.is_cancelled else "fulfilled"
    ended = Decision(
        word=ENDED_ELSEWHERE,
        reason=f"the order was {what} in Shopify",
        by="shopify",
        at=(order.cancelled_at if order.is_cancelled else order.updated_at) or order.updated_at,
        source="shopify",
        source_id=f"{case.id}:{case.generation}:{what}",
    )
    if decisions.record(ledger, connection, case, ended) != "accepted":
        return [], []
    return [f"{case.concern} superseded: {what}"], wake_case(ledger, connection, case.id)


def later_fulfillment_orders(connections: Connections, order: OrderSnapshot) -> str:
    """
    Return the id of the open review whose order has fulfillment orders without our hold, or empty (R25).

    Asked only when holds were placed before; what the first steps of a run have not reached yet is not missing.
    """
    with connections.ledger.read() as connection:
        case = _open_review(connection, order)
        if case is None or cases.is_over(connection, case):
            return ""
        if not any(hold["released_at"] is None for hold in cases.holds_of(connection, case.id)):
            return ""
    found = connections.shopify(connections.stores[order.store]).fulfillment_orders(order.id)
    for fulfillment_order in found:
        ours = any(hold.is_ours and hold.handle.startswith(case.handle_prefix) for hold in fulfillment_order.holds)
        if fulfillment_order.status in HOLDABLE and not ours:
            return case.id
    return ""


def note_unmatched(
    ledger: Ledger, connection: Connection, order: OrderSnapshot, *, but: AbstractSet[str]
) -> tuple[list[str], list[Wakeup]]:
    """Let an open review know that its order changed, although no rule looks at the order any more."""
    case = _open_review(connection, order)
    if case is None or case.id in but or order.is_cancelled or order.is_fulfilled:
        return [], []
    if not cases.refresh(connection, case, inputs=inputs_of(order), seen_at=order.updated_at):
        return [], []
    return [f"{case.concern} noted the change"], wake_case(ledger, connection, case.id, restart=True)


def _open_review(connection: Connection, order: OrderSnapshot) -> Case | None:
    case = cases.find(connection, store=order.store, concern=ORDER_REVIEW.name, subject=order.id)
    return case if case and case.state == "open" else None
