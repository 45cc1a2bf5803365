"""What buyers, the merchant and the warehouse do about returns."""

from collections.abc import Callable
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.refunds.suggesting import shares_of
from integrator.sandbox.shopify.returns import asking, deciding, disposing, inputs, processing, reasons
from integrator.sandbox.shopify.returns.state import returnable
from integrator.sandbox.shopify.wanted import choice_of, entry_of, number_of, order_of, text_of
from integrator.sandbox.shopify.wishes import amount

_DECLINES = ("FINAL_SALE", "OTHER", "RETURN_PERIOD_ENDED")
_DISPOSITIONS = ("RESTOCKED", "NOT_RESTOCKED", "PROCESSING_REQUIRED", "MISSING")
_REASONS = tuple(reasons.older_of(number) for number in range(1, 11))
_GOODS = ("order", "sku", "quantity", "reason", "note")

_About = Callable[[Action, Document, Document, dict[str, Any]], object]


def _ask(action: Action, wanted: dict[str, Any]) -> Document:
    """Let the buyer ask to send `quantity` items back, of `sku` or of what was shipped first."""
    order = order_of(action, wanted)
    lines = inputs.lines_of(order, [_line(order, wanted) | {"customerNote": text_of(wanted, "note") or None}], "input")
    return _answer(order, asking.ask(action, order, lines, None))


def _begin(action: Action, wanted: dict[str, Any]) -> Document:
    order = order_of(action, wanted)
    given = [_line(order, wanted) | {"returnReasonNote": text_of(wanted, "note", "im Laden abgegeben")}]
    lines = inputs.lines_of(order, given, "returnInput")
    return _answer(order, asking.begin(action, order, lines, None, []))


def _line(order: Document, wanted: dict[str, Any]) -> dict[str, Any]:
    sku = wanted.get("sku")
    items = {line["id"] for line in order["lines"] if sku in {None, line["sku"]}}
    shipped = [line for each in order["fulfillments"] if each["status"] == "SUCCESS" for line in each["lines"]]
    for line in shipped:
        if line["line"] in items and returnable(order, line):
            return {
                "fulfillmentLineItemId": gid("FulfillmentLineItem", line["id"]),
                "quantity": number_of(wanted, "quantity", 1),
                "returnReason": choice_of(wanted, "reason", _REASONS, "DEFECTIVE"),
            }
    raise ValueError("nothing of the order can come back")


def _happening(do: _About, *fields: str) -> Happening:
    """Build a happening about one return: the one named, or the newest of the order."""

    def happen(action: Action, wanted: dict[str, Any]) -> Document:
        order = order_of(action, wanted)
        each = entry_of(order["returns"], wanted, "return")
        do(action, order, each, wanted)
        return _answer(order, each)

    return Happening(happen, ("order", "return", *fields))


def _decline(action: Action, order: Document, each: Document, wanted: dict[str, Any]) -> None:
    reason = choice_of(wanted, "reason", _DECLINES, "OTHER")
    deciding.decline(action, order, each, reason=reason, note=text_of(wanted, "note") or None)


def _remove(action: Action, order: Document, each: Document, wanted: dict[str, Any]) -> None:
    line = entry_of(each["lines"], wanted, "line")
    deciding.remove(action, order, each, line, number_of(wanted, "quantity", 1))


def _receive(action: Action, order: Document, each: Document, wanted: dict[str, Any]) -> None:
    """Let the warehouse say what becomes of everything that came back."""
    if each["status"] != "OPEN":
        raise ValueError(f"a return that is {each['status']} expects no goods")
    kind = choice_of(wanted, "disposition", _DISPOSITIONS, "RESTOCKED")
    plan: disposing.Plan = [
        (line, {"dispositionType": kind, "quantity": left})
        for line in each["reverse"]["lines"]
        if (left := disposing.left(line))
    ]
    if not plan:
        raise ValueError("all of it was received already")
    disposing.dispose(action, order, each, plan)


def _process(action: Action, order: Document, each: Document, wanted: dict[str, Any]) -> None:
    """Process all that is left, with `refund` going back for it, if it is named."""
    lines = [
        {"id": gid("ReturnLineItem", line["id"]), "quantity": line["quantity"] - line["processed"]}
        for line in each["lines"]
        if line["quantity"] > line["processed"]
    ]
    given: dict[str, Any] = {"returnLineItems": lines}
    if wanted.get("refund") is not None:
        shares = [
            {
                "parentId": gid("OrderTransaction", payment["id"]),
                "transactionAmount": {"amount": str(share), "currencyCode": order["currency"]},
            }
            for payment, share in shares_of(order, amount(wanted["refund"]))
        ]
        given["financialTransfer"] = {"issueRefund": {"orderTransactions": shares}}
    processing.process(action, order, each, given)


def _answer(order: Document, each: Document) -> Document:
    return {
        "return": gid("Return", each["id"]),
        "name": each["name"],
        "status": each["status"],
        "order": gid("Order", order["id"]),
        "lines": [gid("ReturnLineItem", line["id"]) for line in each["lines"]],
    }


HAPPENINGS = {
    "return-request": Happening(_ask, _GOODS),
    "return-begin": Happening(_begin, _GOODS),
    "return-approve": _happening(lambda a, o, r, _: deciding.approve(a, o, r)),
    "return-decline": _happening(_decline, "reason", "note"),
    "return-cancel": _happening(lambda a, o, r, _: deciding.cancel(a, o, r)),
    "return-close": _happening(lambda a, o, r, _: deciding.close(a, o, r)),
    "return-reopen": _happening(lambda a, o, r, _: deciding.reopen(a, o, r)),
    "return-remove": _happening(_remove, "line", "quantity"),
    "return-receive": _happening(_receive, "disposition"),
    "return-process": _happening(_process, "refund"),
}
"""By the word of the control API."""
