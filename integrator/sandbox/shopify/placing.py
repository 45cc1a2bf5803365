"""A buyer places an order: lines, money, people, risk, payment, and where it will be shipped from."""

import secrets
from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_order, invented, orders, payments, risk, routing
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.catalogue import selling
from integrator.sandbox.shopify.companies import wholesalers
from integrator.sandbox.shopify.money import ZERO, rest_amount
from integrator.sandbox.shopify.people import buyers, customers
from integrator.sandbox.shopify.totals import totals
from integrator.sandbox.shopify.wishes import Wish, amount

_DEFAULT_TOTAL = Decimal("240.00")
_FREE_SHIPPING_BELOW = Decimal(50)
_SHIPPING = Decimal("12.00")


def place(action: Action, wish: Wish) -> Document:
    """
    Place the wished order and say everything that Shopify says about a new one.

    Raises `ValueError` when the wish contradicts itself or its id is taken.
    """
    order = _order(action, wish)
    _pay(action, order, wish.payment)
    launch(action, order, level=wish.risk, locations=wish.locations)
    return order


def launch(
    action: Action, order: Document, *, level: str | None = None, locations: int = 1, claims: bool = True
) -> None:
    """
    Keep a new order with its transactions, have it routed, and say everything that Shopify says about one.

    `level` is of its risk, None if nobody assessed it; `claims` sets aside what it will ship.
    """
    routing.begin(action, order, locations, claims=claims)
    orders.add(action, order)
    action.announce("orders/create", bodies_order.order_body(order))
    for transaction in order["transactions"]:
        payments.say(action, order, transaction)
    if level is not None:
        facts = [{"description": "Angaben von Karte und Lieferung weichen ab", "sentiment": "NEGATIVE"}]
        risk.assess(action, order, level=level, facts=facts if level == "HIGH" else [], provider=None)
    orders.save(action, order)
    if totals(order).received:
        action.announce("orders/paid", bodies_order.order_body(order))
    routing.say(action, order, claims=claims)


def line_of(action: Action, wanted: dict[str, Any]) -> Document:
    """Build a line from `title`, `sku`, `quantity`, `price`; raises `ValueError` for what makes no sense."""
    quantity, price = int(wanted.get("quantity", 1)), amount(wanted.get("price", "0"))
    if quantity < 1 or not wanted.get("title"):
        raise ValueError("a line needs a title, a price and a quantity of at least 1")
    number = action.number("line", 15_822_046_800_001)
    sku = str(wanted.get("sku") or f"SB-{number % 100_000}")
    product, variant = selling.sold(action, {**wanted, "sku": sku, "price": str(price)})
    return {
        "id": number,
        "title": str(wanted["title"]),
        "sku": sku,
        "vendor": product["vendor"],
        "price": str(price),
        "quantity": quantity,
        "current_quantity": quantity,
        "discount": "0",
        "added": False,
        "attributes": [],
        "product_id": product["id"],
        "variant_id": variant["id"],
        "inventory_item_id": variant["item"],
        "product_type": str(wanted.get("product_type", "")),
        "product_tags": [str(tag) for tag in wanted.get("product_tags", [])],
    }


def new_order(
    action: Action, *, customer: Document | None, company: Document | None = None, lines: list[Document], **known: Any
) -> Document:
    """Build an order with what is `known`; the caller routes, pays and launches it."""
    sequence = _sequence(action, known.get("name"))
    return {
        "id": action.number("order", 6_120_443_800_001) if known.get("id") is None else known["id"],
        "store": action.store,
        "name": f"#{1000 + sequence}",
        "sequence": sequence,
        "token": secrets.token_hex(10),
        "created_at": action.stamp,
        "updated_at": action.stamp,
        "closed_at": None,
        "cancelled_at": None,
        "cancel_reason": None,
        "staff_note": None,
        "test": False,
        "edited": False,
        "note": None,
        "po_number": None,
        "tags": [],
        "attributes": [],
        "email": customer["email"] if customer else None,
        "phone": customer["phone"] if customer else None,
        "currency": "EUR",
        "gateway": "shopify_payments",
        "customer": customers.copy(customer) if customer else None,
        "customer_id": str(customer["id"]) if customer else None,
        "company": company,
        "company_id": str(company["id"]) if company else None,
        "shipping_address": None,
        "billing_address": None,
        "shipping_line_id": action.number("shipping_line", 5_102_277_800_001),
        "shipping_title": "Standardversand",
        "shipping": "0.00",
        "source_name": "web",
        "source_identifier": None,
        "lines": lines,
        "risks": [],
        "transactions": [],
        "fulfillment_orders": [],
        "fulfillments": [],
        "refunds": [],
        "returns": [],
        "metafields": [],
        **{name: value for name, value in known.items() if value is not None},
    }


def _order(action: Action, wish: Wish) -> Document:
    customer = buyers.buyer(action, wish.customer, wish.currency)
    home = invented.address(customer, wish.shipping_country)
    lines, shipping = _lines(action, wish)
    order = new_order(
        action,
        customer=customer,
        company=wholesalers.company(action) if wish.wholesale else None,
        lines=lines,
        id=wish.id,
        name=wish.name,
        test=wish.test,
        po_number="PO-4711" if wish.wholesale else None,
        tags=list(wish.tags),
        currency=wish.currency,
        gateway="manual" if wish.payment == "pending" else "shopify_payments",
        shipping_address=home,
        billing_address=dict(home),
        shipping=rest_amount(shipping, wish.currency),
    )
    buyers.spend(action, customer, totals(order).total)
    return order


def _sequence(action: Action, name: str | None) -> int:
    """Return the place of the order in its store; a usual name tells it, for #1042 is the 42nd."""
    if name is not None and name[:1] == "#" and name[1:].isdecimal() and int(name[1:]) > 1000:
        return int(name[1:]) - 1000
    return action.world.db.next_number(f"shopify.order_of.{action.store}")


def _lines(action: Action, wish: Wish) -> tuple[list[Document], Decimal]:
    """Return lines and shipping that add up to the wished total."""
    if wish.lines:
        lines = [line_of(action, wanted) for wanted in wish.lines]
        goods = sum((Decimal(line["price"]) * line["quantity"] for line in lines), ZERO)
        shipping = ZERO if wish.total is None else wish.total - goods
        if shipping < 0:
            raise ValueError(f"the lines alone are worth {goods}, more than the total of {wish.total}")
        return lines, shipping
    total = _DEFAULT_TOTAL if wish.total is None else wish.total
    shipping = _SHIPPING if total > _FREE_SHIPPING_BELOW else ZERO
    return [line_of(action, wanted) for wanted in invented.lines(total - shipping)], shipping


def _pay(action: Action, order: Document, payment: str) -> None:
    total = totals(order).total
    match payment:
        case "authorized":
            payments.build(action, order, "AUTHORIZATION", total)
        case "paid":
            payments.build(action, order, "SALE", total)
        case "failed":
            payments.build(action, order, "SALE", total, status="FAILURE", error_code="CARD_DECLINED")
        case _:
            pass
