"""Abandoned checkouts, and what buyers do at the till."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented, placing, terms
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Area, Happening, Root
from integrator.sandbox.shopify.checkouts import checkouts
from integrator.sandbox.shopify.checkouts.views import checkout_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.listing import Listing
from integrator.sandbox.shopify.people import customers
from integrator.sandbox.shopify.search import Term
from integrator.sandbox.shopify.totals import totals
from integrator.sandbox.shopify.wishes import Wish, amount

_MAKER = ("email", "total", "lines", "note")


def _all(ctx: Context, **args: Any) -> Document:
    """`abandonedCheckouts`: those whose buyer left an address. Source: contract payloads. [documented]"""
    there = [each for each in checkouts.of_store(ctx.db, ctx.store) if each["email"]]
    return _LIST.found(ctx, there, checkout_view, args)


def _one(ctx: Context, it: str) -> Document | None:
    found = checkouts.find_by_number(ctx.db, ctx.store, number_of(it, "AbandonedCheckout"))
    return None if found is None else checkout_view(found)


def _begin(action: Action, wanted: dict[str, Any]) -> Document:
    """Let a buyer fill a cart and go to the till."""
    goods = amount(wanted.get("total", "69.00"))
    lines = [placing.line_of(action, line) for line in wanted.get("lines") or invented.lines(goods)]
    checkout = checkouts.new(action, lines=lines, note=wanted.get("note"))
    _know(action, checkout, wanted.get("email"))
    checkouts.add(action, checkout)
    return _shown(checkout)


def _go_on(action: Action, wanted: dict[str, Any]) -> Document:
    """Let the buyer leave an address or choose how to ship and pay."""
    checkout = _named(action, wanted)
    _know(action, checkout, wanted.get("email"))
    if "shipping" in wanted:
        checkout |= {"shipping": str(amount(wanted["shipping"])), "shipping_title": "Standardversand"}
        checkout["gateway"] = "shopify_payments"
    checkouts.change(action, checkout)
    return _shown(checkout)


def _complete(action: Action, wanted: dict[str, Any]) -> Document:
    """Let the buyer pay: the checkout is over, and there is an order."""
    checkout = _named(action, wanted)
    if checkout["completed_at"] is not None:
        raise ValueError("the checkout is completed already")
    lines = [{name: line[name] for name in ("title", "sku", "quantity", "price")} for line in checkout["lines"]]
    customer = {"email": checkout["email"]} if checkout["email"] else None
    wish = {"lines": lines, "total": str(totals(checkout).total), "customer": customer, "payment": "paid"}
    order = placing.place(action, Wish.from_json(wish))
    checkout["completed_at"] = action.stamp
    checkouts.change(action, checkout)
    return {**_shown(checkout), "order": order["name"]}


def _know(action: Action, checkout: Document, email: str | None) -> None:
    """Let the till know who it is; a stranger becomes no customer before the order."""
    if email is None:
        return
    known = next(iter(customers.with_email(action.world.db, action.store, email)), None)
    person = known or invented.person({"email": email})
    checkout |= {"email": email, "address": {**invented.address(person, "DE")}}
    if known is not None:
        checkout |= {"customer": customers.copy(known), "customer_id": str(known["id"])}


def _named(action: Action, wanted: dict[str, Any]) -> Document:
    found = checkouts.find(action.world.db, action.store, str(wanted.get("token")))
    if found is None:
        raise ValueError(f"no checkout {wanted.get('token')!r}")
    return found


def _shown(checkout: Document) -> Document:
    shown = {name: checkout[name] for name in ("token", "email", "created_at", "updated_at", "completed_at")}
    return {"number": checkout["id"], **shown, "total": str(totals(checkout).total)}


def _status(term: Term, checkout: Document) -> bool:
    """`open` until it is completed."""
    return term.value.lower() == ("closed" if checkout["completed_at"] else "open")


def _recovery(term: Term, checkout: Document) -> bool:
    return term.value.lower() == ("recovered" if checkout["completed_at"] else "not_recovered")


_LIST = Listing(
    name="abandonedCheckouts",
    tests={
        "created_at": terms.moment("created_at"),
        "id": terms.gid_number("id"),
        "recovery_state": _recovery,
        "status": _status,
        "updated_at": terms.moment("updated_at"),
    },
    sort_values={
        "CREATED_AT": lambda checkout: checkout["created_at"],
        "CHECKOUT_ID": lambda checkout: checkout["id"],
        "TOTAL_PRICE": lambda checkout: float(totals(checkout).total),
    },
    # Shopify knows these as well. Source: contract operations, filters of `abandonedCheckouts`. [documented]
    not_emulated=frozenset(["default", "email_state"]),
)

AREA = Area(
    queries={"abandonedCheckouts": Root(_all)},
    nodes={"AbandonedCheckout": _one},
    happenings={
        "checkout": Happening(_begin, _MAKER),
        "checkout-update": Happening(_go_on, ("token", "email", "shipping")),
        "checkout-complete": Happening(_complete, ("token",)),
    },
)
