"""Reading what a happening is about: an order, a part of it, a text, a number."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import orders
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.entries import numbered


def order_of(action: Action, wanted: dict[str, Any]) -> Document:
    """Return the order that `order` names by gid, number or name; raises `ValueError` for an unknown one."""
    text = str(wanted.get("order", ""))
    db, number = action.world.db, text.rsplit("/", 1)[-1].lstrip("#")
    order = orders.find(db, action.store, number) or orders.find_by_name(db, action.store, f"#{number}")
    if order is None:
        raise ValueError(f"there is no order {text!r} in {action.store}")
    return order


def entry_of(entries: list[Document], wanted: dict[str, Any], name: str) -> Document:
    """Return the entry that the field `name` gives by gid or number, the newest without it; raises `ValueError`."""
    if not entries:
        raise ValueError(f"the order has no {name}")
    if wanted.get(name) is None:
        return entries[-1]
    found = numbered(entries, str(wanted[name]).rsplit("/", 1)[-1])
    if found is None:
        raise ValueError(f"the order has no {name} {wanted[name]}")
    return found


def text_of(wanted: dict[str, Any], name: str, default: str = "") -> str:
    value = wanted.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text")  # noqa: TRY004 - wrong input, not a wrong call
    return value


def number_of(wanted: dict[str, Any], name: str, default: int) -> int:
    value = wanted.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a number of at least 1")
    return value


def choice_of(wanted: dict[str, Any], name: str, choices: tuple[str, ...], default: str) -> str:
    value = str(wanted.get(name, default)).upper()
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}")
    return value
