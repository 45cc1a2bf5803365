"""
The form of each thing that a merchant may do to an order.

The buttons come from the table of verbs itself. A verb without an entry here gets one field for JSON, so that a new
verb can be used before anybody has drawn its form.
"""

from collections.abc import Mapping
from typing import Any

from integrator.sandbox.pages.fields import Field, filled
from integrator.sandbox.pages.showing import Form
from integrator.sandbox.shopify.merchant import CANCEL_REASONS, HOLD_REASONS
from integrator.sandbox.shopify.risk import LEVELS

_WHOLE = Field("fields", "json", hint='Fields as a JSON object, such as {"reason": "OTHER"}; empty for none')

_ADDRESS = ("first_name", "last_name", "company", "address1", "address2", "zip", "city", "country", "country_code")

FORMS: Mapping[str, tuple[Field, ...]] = {
    "close": (),
    "pay": (),
    "reopen": (),
    "fulfill": (),
    "comment": (Field("text"),),
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
    wanted = filled(fields_of(verb), form)
    if verb in FORMS:
        return wanted
    whole = wanted.get(_WHOLE.name, {})
    if not isinstance(whole, dict):
        raise ValueError("the fields must be a JSON object")  # noqa: TRY004 - wrong input, not a wrong call
    return whole
