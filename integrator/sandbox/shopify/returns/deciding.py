"""What becomes of a return: approved or declined, closed, opened again, cancelled."""

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.returns import asking, bodies
from integrator.sandbox.shopify.returns.state import has_work, quantity

_STATE = "INVALID_STATE"


def approve(action: Action, order: Document, each: Document) -> None:
    """Open a requested return; raises `Refused`. [seen in code]"""
    if each["status"] != "REQUESTED":
        message = "Return is not approvable. Only returns with status REQUESTED can be approved."
        raise Refused(["input", "id"], message, _STATE)
    each["status"] = "OPEN"
    asking.expect_goods(action, order, each)
    orders.change(action, order)
    action.announce("returns/approve", bodies.return_body(order, each))
    asking.record(action, order, each, "return_approved")


def decline(action: Action, order: Document, each: Document, *, reason: str, note: str | None) -> None:
    """Decline a requested return; raises `Refused`. [seen in code]"""
    if each["status"] == "DECLINED":
        raise Refused(["input", "id"], "The return is already declined.", _STATE)
    if each["status"] != "REQUESTED":
        message = "Return is not declinable. Only non-refunded returns with status REQUESTED can be declined."
        raise Refused(["input", "id"], message, _STATE)
    each |= {"status": "DECLINED", "decline": {"reason": reason, "note": note}}
    orders.change(action, order)
    action.announce("returns/decline", bodies.declined_body(order, each))
    asking.record(action, order, each, "return_declined")


def close(action: Action, order: Document, each: Document) -> None:
    """Close an open return; a closed one stays as it is. Raises `Refused`. [seen in code]"""
    if each["status"] not in {"OPEN", "CLOSED"}:
        raise Refused(["id"], "Return status is invalid.", _STATE)
    if each["status"] == "OPEN":
        each |= {"status": "CLOSED", "closed_at": action.stamp}
        _end(action, order, each, "close", "CLOSED")


def reopen(action: Action, order: Document, each: Document) -> None:
    """Open a closed return again; an open one stays as it is. Raises `Refused`. [seen in code]"""
    if each["status"] not in {"OPEN", "CLOSED"}:
        raise Refused(["id"], "Return status is invalid.", _STATE)
    if each["status"] == "CLOSED":
        each |= {"status": "OPEN", "closed_at": None}
        _end(action, order, each, "reopen", "OPEN")


def cancel(action: Action, order: Document, each: Document) -> None:
    """Cancel a return on which nobody has worked; a cancelled one stays as it is. Raises `Refused`. [seen in code]"""
    if each["status"] == "CANCELED":
        return
    if each["status"] not in {"REQUESTED", "OPEN"} or has_work(each):
        raise Refused(["id"], "Return is not cancelable.", _STATE)
    each["status"] = "CANCELED"
    _end(action, order, each, "cancel", "CANCELED")


def remove(action: Action, order: Document, each: Document, line: Document, size: int) -> None:
    """Take items off a return, as staff do; one without any is closed. [seen in code]"""
    if each["status"] not in {"REQUESTED", "OPEN"} or size > line["quantity"] - line["processed"]:
        raise ValueError("so many items cannot be taken off the return")
    line["quantity"] -= size
    each["lines"] = [kept for kept in each["lines"] if kept["quantity"]]
    if each["reverse"]:
        for entry in each["reverse"]["lines"]:
            entry["total"] -= size if entry["return_line"] == line["id"] else 0
        each["reverse"]["lines"] = [entry for entry in each["reverse"]["lines"] if entry["total"]]
    orders.change(action, order)
    action.announce("returns/update", bodies.updated_body(each, line, size))
    if not quantity(each) and each["status"] == "OPEN":
        close(action, order, each)


def _end(action: Action, order: Document, each: Document, verb: str, reverse: str) -> None:
    if each["reverse"]:
        each["reverse"]["status"] = reverse
    orders.change(action, order)
    action.announce(f"returns/{verb}", bodies.status_body(order, each))
    asking.record(
        action, order, each, {"close": "return_closed", "reopen": "return_reopened"}.get(verb, "return_canceled")
    )
