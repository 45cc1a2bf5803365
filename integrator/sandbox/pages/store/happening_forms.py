"""The form of each thing that may happen in a store: its fields come from the table of happenings itself."""

from integrator.sandbox.pages.fields import Field, Kind
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.areas import HAPPENINGS

_ORDER = "order"

_KINDS: dict[str, Kind] = {
    "available": "number",
    "due_seconds": "number",
    "quantity": "number",
    "scopes": "words",
    "tags": "words",
}
"""What a field holds that is not named here, its happening alone knows."""

_HINTS: dict[Kind, str] = {"number": "a whole number", "words": "with commas between"}


def fields_of(happening: Happening) -> tuple[Field, ...]:
    """Return the fields of a happening's form."""
    return tuple(_field(name) for name in happening.fields)


def about_orders() -> dict[str, tuple[Field, ...]]:
    """Return the forms, by word, of what happens to an order; without the order, which its page knows."""
    about = {word: fields_of(each) for word, each in HAPPENINGS.items() if _ORDER in each.fields}
    return {word: tuple(field for field in fields if field.name != _ORDER) for word, fields in about.items()}


def without_order() -> dict[str, tuple[Field, ...]]:
    """Return the forms, by word, of everything else."""
    return {word: fields_of(each) for word, each in HAPPENINGS.items() if _ORDER not in each.fields}


def _field(name: str) -> Field:
    kind = _KINDS.get(name, "value")
    return Field(name, kind, hint=_HINTS.get(kind, ""))
