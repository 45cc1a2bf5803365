"""Why something comes back: the definitions every store has."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.paging import page

_DEFINITIONS = {
    1: ("unknown", "Unknown", "UNKNOWN"),
    2: ("changed-my-mind", "Changed my mind", "UNWANTED"),
    3: ("item-not-as-described", "Item not as described", "NOT_AS_DESCRIBED"),
    4: ("received-the-wrong-item", "Received the wrong item", "WRONG_ITEM"),
    5: ("other-reason", "Other", "OTHER"),
    6: ("damaged-or-defective", "Damaged or defective", "DEFECTIVE"),
    7: ("too-small", "Too small", "SIZE_TOO_SMALL"),
    8: ("too-big", "Too big", "SIZE_TOO_LARGE"),
    9: ("style", "Style", "STYLE"),
    10: ("color", "Color", "COLOR"),
}
"""Handle, name, and the value of the older enum. [seen in code]"""

OTHER = 5


def of_enum(reason: str) -> int:
    """Return which definition a value of the older enum stands for."""
    return next(number for number, (_, _, older) in _DEFINITIONS.items() if older == reason)


def of_gid(text: str) -> int | None:
    number = number_of(text, "ReturnReasonDefinition")
    return int(number) if number.isdigit() and int(number) in _DEFINITIONS else None


def older_of(number: int) -> str:
    return _DEFINITIONS[number][2]


def view(number: int) -> dict[str, Any]:
    """Build a `ReturnReasonDefinition`."""
    handle, name, _ = _DEFINITIONS[number]
    return {
        "__typename": "ReturnReasonDefinition",
        "id": gid("ReturnReasonDefinition", number),
        "handle": handle,
        "name": name,
        "deleted": False,
    }


def definitions(_ctx: Context, **args: Any) -> Document:
    """Answer the query root `returnReasonDefinitions`."""
    if args.get("query"):
        raise not_in_sandbox("Searching reasons of returns")
    handles, ids = args.get("handles"), args.get("ids")
    numbers = [
        number
        for number, (handle, _, _) in _DEFINITIONS.items()
        if (handles is None or handle in handles) and (ids is None or gid("ReturnReasonDefinition", number) in ids)
    ]
    known = {name: args[name] for name in ("first", "after", "last", "before", "reverse") if name in args}
    shown = page([{"number": number} for number in numbers], lambda each: (each["number"], each["number"]), **known)
    nodes = [view(each["number"]) for each in shown["nodes"]]
    edges = [{"node": node, "cursor": edge["cursor"]} for node, edge in zip(nodes, shown["edges"], strict=True)]
    return {**shown, "nodes": nodes, "edges": edges}
