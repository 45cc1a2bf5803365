"""`CompanyCreateInput`, checked and translated. Messages: contract operations. [seen in code]"""

import re
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.companies import companies
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.people import inputs

_EXTERNAL_ID = re.compile(r"""[A-Za-z0-9!@#$%^&*(){}\[\]\\/?<>_\-~,.;:'`"]+""")
_SPECIAL = "!@#$%^&*(){}[]\\/?<>_-~,.;:'`\""
_LOCATION = {
    "name": "name",
    "externalId": "external_id",
    "note": "note",
    "phone": "phone",
    "locale": "locale",
    "taxExempt": "tax_exempt",
    "taxRegistrationId": "tax_registration_id",
    "taxExemptions": "tax_exemptions",
}


def company_fields(action: Action, wanted: dict[str, Any]) -> Document:
    """Translate a `CompanyInput`; raises `Refused`."""
    path = ["input", "company"]
    name, note, external_id = wanted.get("name") or "", wanted.get("note"), wanted.get("externalId")
    if not name.strip():
        raise Refused([*path, "name"], "Name can't be blank", "BLANK")
    if len(name) > 255:
        raise Refused([*path, "name"], "Name is too long (maximum is 255 characters)", "TOO_LONG")
    if len(note or "") > 5000:
        raise Refused([*path, "notes"], "Notes is too long (maximum is 5000 characters)", "TOO_LONG")
    if external_id is not None:
        _check_external_id(action, external_id, [*path, "externalId"])
    return {
        "name": name,
        "note": note,
        "external_id": external_id,
        "customer_since": wanted.get("customerSince") or action.stamp,
    }


def check_contact(wanted: dict[str, Any]) -> None:
    """Check a `CompanyContactInput`; raises `Refused`."""
    path = ["input", "companyContact"]
    if not wanted.get("email"):
        raise Refused(path, "Either the attribute email or customer_id must be provided", "INVALID")
    inputs.check_email(wanted["email"], [*path, "email"], "INVALID")


def location_fields(action: Action, wanted: dict[str, Any]) -> Document:
    """Translate a `CompanyLocationInput`; raises `Refused`."""
    path = ["input", "companyLocation"]
    if unknown := sorted(wanted.keys() - {*_LOCATION, *_ADDRESSES, *_EXPERIENCE}):
        raise not_in_sandbox(f"{unknown[0]} of a company location")
    shipping, same = wanted.get("shippingAddress"), bool(wanted.get("billingSameAsShipping"))
    if same and wanted.get("billingAddress") is not None:
        raise Refused([*path, "billingAddress"], "Invalid input.", "INVALID_INPUT")
    billing = shipping if same else wanted.get("billingAddress")
    experience = wanted.get("buyerExperienceConfiguration") or {}
    return {
        **{ours: wanted[theirs] for theirs, ours in _LOCATION.items() if wanted.get(theirs) is not None},
        "shipping_address": _address(action, shipping),
        "billing_address": _address(action, billing),
        "checkout_to_draft": bool(experience.get("checkoutToDraft")),
        "editable_shipping_address": bool(experience.get("editableShippingAddress")),
    }


_ADDRESSES = ("shippingAddress", "billingAddress", "billingSameAsShipping")
_EXPERIENCE = ("buyerExperienceConfiguration",)


def _check_external_id(action: Action, external_id: str, path: list[str]) -> None:
    if len(external_id) > 64:
        raise Refused(path, "External Id must be 64 characters or less.", "TOO_LONG")
    if not _EXTERNAL_ID.fullmatch(external_id):
        message = f"External Id can only contain numbers, letters, and some special characters, including {_SPECIAL}"
        raise Refused(path, message, "INVALID")
    there = companies.of_store(action.world.db, action.store)
    if any(each["external_id"] == external_id for each in there):
        raise Refused(path, "External id has already been taken.", "TAKEN")


def _address(action: Action, wanted: dict[str, Any] | None) -> Document | None:
    if wanted is None:
        return None
    code = wanted.get("countryCode")
    return {
        "id": action.number("company_address", 3_310_200_001),
        "recipient": wanted.get("recipient"),
        "first_name": wanted.get("firstName"),
        "last_name": wanted.get("lastName"),
        "address1": wanted.get("address1") or "",
        "address2": wanted.get("address2"),
        "city": wanted.get("city"),
        "zip": wanted.get("zip"),
        "province": None,
        "province_code": wanted.get("zoneCode"),
        "country": invented.country_name(code),
        "country_code": code or "DE",
        "phone": wanted.get("phone"),
        "created_at": action.stamp,
        "updated_at": action.stamp,
    }
