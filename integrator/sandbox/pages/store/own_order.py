"""An order of one's own making: the form's fields as the control API wishes."""

from typing import Any

from integrator.sandbox.pages.showing import Form

TEXTS = ("total", "currency", "risk", "payment", "shipping_country")
FLAGS = ("wholesale", "test")
PEOPLE = ("first_name", "last_name", "email", "phone")
_FIELDS = frozenset({*TEXTS, *FLAGS, *PEOPLE, "locations", "tags"})


def wish_from(form: Form) -> dict[str, Any]:
    """Return the wish of a filled form; an empty field means the default. Raises `ValueError`."""
    if unknown := form.keys() - _FIELDS:
        raise ValueError(f"unknown field {min(unknown)!r}")
    filled = {name: value.strip() for name, value in form.items() if value.strip()}
    wish: dict[str, Any] = {name: filled[name] for name in TEXTS if name in filled}
    wish |= {name: True for name in FLAGS if name in filled}
    if customer := {name: filled[name] for name in PEOPLE if name in filled}:
        wish["customer"] = customer
    if "locations" in filled:
        if not filled["locations"].isdecimal():
            raise ValueError("locations must be a number")
        wish["locations"] = int(filled["locations"])
    if "tags" in filled:
        wish["tags"] = [tag.strip() for tag in filled["tags"].split(",") if tag.strip()]
    return wish
