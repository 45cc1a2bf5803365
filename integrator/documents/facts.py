"""
What each document says, as JSON-able display strings.

Pure functions of the subject and its case. Nothing here depends on when the subject was read or on what we
ourselves change in it (tags, holds, metafields), so that the same state of a subject gives the same bytes and
the same hash.
"""

from typing import Any

from integrator.cases import Case, Decision
from integrator.documents import kinds
from integrator.documents.display import (
    address_differences,
    address_lines,
    amount,
    day,
    day_text,
    moment_text,
    words,
)
from integrator.documents.kinds import DocumentKind
from integrator.documents.text import plain
from integrator.events.order import Line, OrderSnapshot, Transaction
from integrator.money import Money

Facts = dict[str, Any]

_PAYMENTS = ("SALE", "CAPTURE", "REFUND")


def confirmation_facts(order: OrderSnapshot, shop_name: str) -> Facts:
    """Return what the customer ordered, for whom and where to; dated by the day of the order."""
    return {
        **_head(kinds.CONFIRMATION, order),
        **_sale(order, shop_name),
        "note": plain(order.note, limit=2000),
    }


def invoice_facts(order: OrderSnapshot, shop_name: str) -> Facts:
    """Return what is charged and what was paid; dated by the day of the order, numbered by its name."""
    return {
        **_head(kinds.INVOICE, order),
        **_sale(order, shop_name),
        "payment_state": words(order.financial_status),
        "payments": [_transaction(item) for item in order.transactions if _moved_money(item)],
        "balance": [
            {"label": "Refunded", "amount": amount(order.refunded)},
            {"label": "Outstanding", "amount": amount(order.outstanding)},
        ],
    }


def fact_sheet_facts(order: OrderSnapshot, case: Case) -> Facts:
    """Return what a reviewer needs to decide about `case`; dated by the day the case was opened."""
    return {
        **_head(kinds.FACT_SHEET, order),
        **_question(case),
        "total": amount(order.total),
        "amounts": _amounts(order),
        "recommendation": words(order.recommendation),
        "risks": [
            {
                "provider": plain(risk.provider),
                "level": words(risk.level),
                "facts": [plain(f) for f in risk.facts],
            }
            for risk in order.risks
        ],
        "payment": {
            "state": words(order.financial_status),
            "gateways": [words(gateway) for gateway in order.gateways],
            "authorized": amount(Money(amount=order.authorized, currency=order.currency)),
            "outstanding": amount(order.outstanding),
            "refunded": amount(order.refunded),
            "transactions": [_transaction(item) for item in order.transactions],
        },
        **_addresses(order),
        "customer": {
            "name": plain(order.customer_name),
            "company": plain(order.company),
            "email": plain(order.email),
            "orders": order.customer_orders,
            "tags": [plain(tag) for tag in order.customer_tags],
        },
        "shipping_title": plain(order.shipping_title),
        "lines": [_line(line) for line in order.lines],
        "note": plain(order.note, limit=2000),
    }


def decision_record_facts(order: OrderSnapshot, case: Case, decision: Decision) -> Facts:
    """
    Return who decided `case`, on what facts, when and why; dated by the day of the decision.

    Of the order only what carrying the decision out cannot change is shown, so that a repeat after the
    write-back finds the same document.
    """
    return {
        **_head(kinds.DECISION_RECORD, order),
        "dated": day(decision.at).isoformat(),
        "dated_text": day_text(decision.at),
        "cancelled_at": "",
        **_question(case, dated=False),
        "ordered_total": amount(order.original_total),
        "customer": plain(order.company) or plain(order.customer_name),
        "destination": plain(order.shipping_address.country) if order.shipping_address else "",
        "decision": {
            "word": words(decision.word),
            "by": plain(decision.by),
            "at": moment_text(decision.at),
            "reason": plain(decision.reason, limit=2000),
            "source": words(decision.source),
            "source_id": plain(decision.source_id),
            "details": [
                {"label": words(key), "value": plain(str(value), limit=1000)}
                for key, value in sorted(decision.detail.items())
            ],
        },
    }


def _head(kind: DocumentKind, order: OrderSnapshot) -> Facts:
    name = plain(order.name, limit=80)
    return {
        "kind": kind.title,
        "title": f"{kind.title} {name}",
        "dated": day(order.created_at).isoformat(),
        "dated_text": day_text(order.created_at),
        "store": plain(order.store),
        "order_name": name,
        "order_number": order.order.number,
        "ordered_at": moment_text(order.created_at),
        "is_test": order.test,
        "cancelled_at": moment_text(order.cancelled_at) if order.cancelled_at else "",
    }


def _sale(order: OrderSnapshot, shop_name: str) -> Facts:
    return {
        "shop_name": plain(shop_name),
        "customer_name": plain(order.customer_name),
        "company": plain(order.company),
        "email": plain(order.email),
        "po_number": plain(order.po_number),
        "shipping_title": plain(order.shipping_title),
        **_addresses(order),
        "lines": [_line(line) for line in order.lines],
        "amounts": _amounts(order),
        "total": amount(order.total),
    }


def _question(case: Case, *, dated: bool = True) -> Facts:
    dates = {"dated": day(case.opened_at).isoformat(), "dated_text": day_text(case.opened_at)} if dated else {}
    return {
        **dates,
        "case": {
            "concern": words(case.concern),
            "key": plain(case.business_key),
            "generation": case.generation,
            "severity": words(case.severity),
            "team": words(case.team),
            "opened_at": moment_text(case.opened_at),
            "due_at": moment_text(case.due_at) if case.due_at else "",
        },
        "reasons": [
            {
                "word": words(reason.word),
                "severity": words(reason.severity),
                "seen": plain(reason.seen),
                "rule": f"{plain(reason.rule)}, version {reason.rule_version}",
            }
            for reason in case.reasons
        ],
    }


def _addresses(order: OrderSnapshot) -> Facts:
    shipping = order.shipping_address
    return {
        "billing": address_lines(order.billing_address),
        "shipping": address_lines(shipping),
        "address_differences": address_differences(order.billing_address, shipping),
        "address_validation": words(shipping.validation) if shipping else "",
    }


def _amounts(order: OrderSnapshot) -> list[Facts]:
    """The rows above the total. Shopify's subtotal is after discounts, and tax may be part of the prices."""
    net = order.subtotal.amount + order.shipping.amount
    is_tax_included = bool(order.tax.amount) and net == order.total.amount
    rows = [("Subtotal", order.subtotal)]
    if order.discounts.amount:
        rows.append(("Discounts, already deducted", order.discounts))
    rows.append(("Shipping", order.shipping))
    rows.append(("Tax, included in prices" if is_tax_included else "Tax", order.tax))
    return [{"label": label, "amount": amount(money)} for label, money in rows]


def _line(line: Line) -> Facts:
    return {
        "title": plain(line.title),
        "sku": plain(line.sku),
        "quantity": line.quantity,
        "unit_price": amount(line.unit_price),
        "total": amount(line.total),
    }


def _moved_money(transaction: Transaction) -> bool:
    return transaction.status == "SUCCESS" and transaction.kind in _PAYMENTS


def _transaction(transaction: Transaction) -> Facts:
    return {
        "kind": words(transaction.kind),
        "status": words(transaction.status),
        "gateway": words(transaction.gateway),
        "error": words(transaction.error_code),
        "amount": amount(transaction.amount),
        "at": moment_text(transaction.processed_at) if transaction.processed_at else "",
    }
