"""
The form of each thing that a merchant may do to an order.

The buttons come from the table of verbs itself. A verb without an entry here gets one field for JSON, so that a new
verb can be used before anybody has drawn its form.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from integrator.sandbox.pages.showing import Form
from integrator.sandbox.shopify.merchant import CANCEL_REASONS, HOLD_REASONS
from integrator.sandbox.shopify.risk import LEVELS


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; an empty one is left out of the request."""

    name: str
    kind: Literal["text", "choice", "lines", "json"] = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""


_WHOLE = Field("fields", "json", hint='Fields as a JSON object, such as {"reason": "OTHER"}; empty for none')

_ADDRESS = ("first_name", "last_name", "company", "address1", "address2", "zip", "city", "country", "country_code")

FORMS: Mapping[str, tuple[Field, ...]] = {
    "pay": (),
    "fulfill": (),
    "cancel": (Field("reason", "choice", CANCEL_REASONS),),
    "hold": (Field("reason", "choice", HOLD_REASONS), Field("notes")),
    "risk": (
        Field("level", "choice", LEVELS),
        Field("provider", hint="empty: Shopify itself"),
        Field("facts", "lines", hint="one per line"),
    ),
    "payment-failed": (Field("error_code", hint="empty: CARD_DECLINED"),),
    "edit": (
        Field("total", hint="either the new total"),
        Field("lines", "json", hint='or lines: [{"sku": "KW-TB-20", "quantity": 1}]'),
    ),
    "address": tuple(Field(name, hint="empty: as it is") for name in _ADDRESS),
}


def fields_of(verb: str) -> tuple[Field, ...]:
    """Return the fields of a verb's form; empty when a button is enough."""
    return FORMS.get(verb, (_WHOLE,))


def wanted_from(verb: str, form: Form) -> dict[str, Any]:
    """Return the body that the control API would get for this form; raises `ValueError`."""
    fields = {field.name: field for field in fields_of(verb)}
    if unknown := form.keys() - fields.keys():
        raise ValueError(f"unknown field {min(unknown)!r}")
    filled = {name: value.strip() for name, value in form.items() if value.strip()}
    wanted = {name: _value(fields[name], text) for name, text in filled.items()}
    if _WHOLE.name in fields:
        wanted = wanted.get(_WHOLE.name, {})
        if not isinstance(wanted, dict):
            raise ValueError("the fields must be a JSON object")
    return wanted


def _value(field: Field, text: str) -> Any:
    if field.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if field.kind == "json":
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{field.name} is no JSON") from error
    return text
