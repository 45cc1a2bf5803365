"""What the merchant refunds by hand."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import ZERO
from integrator.sandbox.shopify.refunds import checking, refunding
from integrator.sandbox.shopify.refunds.amounts import refundable
from integrator.sandbox.shopify.refunds.suggesting import shares_of
from integrator.sandbox.shopify.wanted import order_of, text_of
from integrator.sandbox.shopify.wishes import amount


def _refund(action: Action, wanted: dict[str, Any]) -> Document:
    """Give `amount` back without any goods; all that is left without it."""
    order = order_of(action, wanted)
    shares = shares_of(order, amount(wanted.get("amount", refundable(order))))
    if not shares:
        raise ValueError("nothing is left to refund")
    checking.check_amount(order, shares)
    made = refunding.refund(action, order, lines=[], shipping=ZERO, shares=shares, note=text_of(wanted, "note") or None)
    return {"refund": gid("Refund", made["id"]), "order": gid("Order", order["id"])}


HAPPENINGS = {"refund": Happening(_refund, ("order", "amount", "note"))}
"""By the word of the control API."""
