"""Money of an order: authorizations, captures, sales, voids, refunds."""

from decimal import Decimal

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_order, bodies_payments
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import rounded
from integrator.sandbox.shopify.orders import change, order_gid
from integrator.sandbox.shopify.refunds.amounts import refundable
from integrator.sandbox.shopify.refunds.suggesting import shares_of
from integrator.sandbox.shopify.totals import open_amount, totals


def add(
    action: Action,
    order: Document,
    kind: str,
    amount: Decimal,
    *,
    status: str = "SUCCESS",
    parent: Document | None = None,
    gateway: str | None = None,
    error_code: str | None = None,
) -> Document:
    """Add a transaction to `order`, which the caller keeps, and say so."""
    transaction = build(
        action, order, kind, amount, status=status, parent=parent, gateway=gateway, error_code=error_code
    )
    say(action, order, transaction)
    return transaction


def build(
    action: Action,
    order: Document,
    kind: str,
    amount: Decimal,
    *,
    status: str = "SUCCESS",
    parent: Document | None = None,
    gateway: str | None = None,
    error_code: str | None = None,
) -> Document:
    """Add a transaction to `order`, which the caller keeps, without saying so yet."""
    transaction = {
        "id": action.number("transaction", 7_688_120_100_001),
        "kind": kind,
        "status": status,
        "gateway": gateway or (parent["gateway"] if parent else order["gateway"]),
        "error_code": error_code,
        "amount": str(rounded(amount, order["currency"])),
        "parent": parent["id"] if parent else None,
        "payment_id": f"{order['name']}.{len(order['transactions']) + 1}",
        "created_at": action.stamp,
        "closed": False,
    }
    order["transactions"].append(transaction)
    return transaction


def say(action: Action, order: Document, transaction: Document) -> None:
    """Say `order_transactions/create`; only about one that is final."""
    action.announce("order_transactions/create", bodies_payments.transaction_body(order, transaction))


def capture(
    action: Action, order: Document, *, parent: str, amount: str, currency: str | None, is_final: bool
) -> Document:
    """
    Take money that was authorized; returns the new transaction. Raises `Refused`.

    Source: contract operations, `orderCapture` has no codes. [seen in code]
    """
    authorization = next((entry for entry in order["transactions"] if str(entry["id"]) == parent), None)
    if authorization is None:
        raise Refused(["input", "parentTransactionId"], "Parent transaction does not exist")
    if order["cancelled_at"] is not None:
        raise Refused(["input", "id"], "Cannot capture a cancelled order")
    if currency is not None and currency != order["currency"]:
        raise Refused(["input", "currency"], "Currency must match the currency of the order")
    wanted, available = Decimal(amount), open_amount(order, authorization)
    if wanted <= 0:
        raise Refused(["input", "amount"], "Amount must be greater than zero")
    if wanted > available:
        raise Refused(["input", "amount"], "Cannot capture more than the authorized amount")
    transaction = add(action, order, "CAPTURE", wanted, parent=authorization)
    if is_final:
        authorization["closed"] = True
    _finish(action, order)
    action.record(
        "order_captured",
        key=gid("OrderTransaction", authorization["id"]),
        subject=order_gid(order),
        amount=transaction["amount"],
        currency=order["currency"],
    )
    return transaction


def can_be_marked_paid(order: Document) -> bool:
    return order["cancelled_at"] is None and totals(order).outstanding > 0


def mark_paid(action: Action, order: Document) -> None:
    """Settle what is outstanding, from authorizations first and by hand for the rest; raises `Refused`."""
    if not can_be_marked_paid(order):
        raise Refused(["id"], "Order cannot be marked as paid.")
    for authorization in list(order["transactions"]):
        amount = min(open_amount(order, authorization), totals(order).outstanding)
        if amount > 0:
            add(action, order, "CAPTURE", amount, parent=authorization)
    rest = totals(order).outstanding
    if rest > 0:
        add(action, order, "SALE", rest, gateway="manual")
    _finish(action, order)
    action.record("order_marked_as_paid", key=order_gid(order), subject=order_gid(order), order=order["name"])


def fail(action: Action, order: Document, error_code: str) -> None:
    """Let a payment attempt be declined."""
    add(action, order, "SALE", totals(order).outstanding, status="FAILURE", error_code=error_code)
    change(action, order)


def undo(action: Action, order: Document, *, refund: bool) -> None:
    """Void what is only authorized, and give back what was taken if `refund`; the caller keeps the order."""
    for authorization in list(order["transactions"]):
        amount = open_amount(order, authorization)
        if amount > 0:
            add(action, order, "VOID", amount, parent=authorization)
    if refund:
        for taken, share in shares_of(order, refundable(order)):
            add(action, order, "REFUND", share, parent=taken)


def _finish(action: Action, order: Document) -> None:
    change(action, order)
    sums = totals(order)
    if sums.received and not sums.outstanding:
        action.announce("orders/paid", bodies_order.order_body(order))
