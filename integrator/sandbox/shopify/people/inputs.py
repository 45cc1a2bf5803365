"""`CustomerInput` and addresses, checked and translated. Messages: contract operations. [seen in code]"""

import re
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import invented
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.people import customers

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9 ()/.-]{5,30}")
_TEXTS = {"firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone", "locale": "locale"}
_OTHERS = {"note": "note", "taxExempt": "tax_exempt", "taxExemptions": "tax_exemptions"}
_NAMES = {"first_name": "First name", "last_name": "Last name", "email": "Email", "phone": "Phone"}
_CONSENTS = {"emailMarketingConsent": "email_consent", "smsMarketingConsent": "sms_consent"}
_LONGEST, _LONGEST_NOTE = 255, 5000
_PATHS = {"first_name": "firstName", "last_name": "lastName"}


def customer_fields(wanted: dict[str, Any]) -> Document:
    """Translate what was given of a `CustomerInput`; raises the error NOT_IN_SANDBOX for the rest."""
    known = {"id", "tags", "metafields", *_TEXTS, *_OTHERS, *_CONSENTS}
    if unknown := sorted(wanted.keys() - known):
        raise not_in_sandbox(f"{unknown[0]} of a customer")
    fields = {ours: wanted[theirs] or None for theirs, ours in _TEXTS.items() if theirs in wanted}
    fields |= {ours: wanted[theirs] for theirs, ours in _OTHERS.items() if theirs in wanted}
    if "tags" in wanted:
        fields["tags"] = _tags(wanted["tags"] or [])
    return fields


def check(action: Action, customer: Document) -> None:
    """Check a customer before it is kept; raises `Refused`."""
    for name, label in _NAMES.items():
        if len(customer[name] or "") > _LONGEST:
            raise Refused([_PATHS.get(name, name)], f"{label} is too long (maximum is {_LONGEST} characters)")
    if len(customer["note"] or "") > _LONGEST_NOTE:
        raise Refused(["note"], f"Note is too long (maximum is {_LONGEST_NOTE} characters)")
    if not any(customer[name] for name in _NAMES):
        raise Refused(None, "A name, phone number, or email address must be present")
    check_email(customer["email"], ["email"])
    if customer["phone"] and not _PHONE.fullmatch(customer["phone"]):
        raise Refused(["phone"], "Phone is invalid")
    _check_alone(action, customer)


def check_email(text: str | None, field: list[str] | None, code: str | None = None) -> None:
    """Raise `Refused` for an address of no sensible form; none at all is fine."""
    if text and not _EMAIL.fullmatch(text):
        raise Refused(field, "Email is invalid", code)


def is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def address_from(wanted: dict[str, Any]) -> Document:
    """Build an address from a `MailingAddressInput`."""
    code = wanted.get("countryCode")
    return {
        "first_name": wanted.get("firstName"),
        "last_name": wanted.get("lastName"),
        "company": wanted.get("company"),
        "address1": wanted.get("address1"),
        "address2": wanted.get("address2"),
        "city": wanted.get("city"),
        "zip": wanted.get("zip"),
        "province": wanted.get("province"),
        "province_code": wanted.get("provinceCode"),
        "country": invented.country_name(code) or wanted.get("country"),
        "country_code": code,
        "phone": wanted.get("phone"),
        "validation": "NO_ISSUES",
    }


def consents(action: Action, wanted: dict[str, Any], customer: Document) -> Document:
    """Return the consents that a new customer gives; raises `Refused` when there is nothing to send to."""
    needed = (
        ("emailMarketingConsent", "email", "An email address is required to set the email marketing consent state."),
        ("smsMarketingConsent", "phone", "A phone number is required to set the SMS consent state."),
    )
    given: Document = {}
    for name, way, message in needed:
        consent = wanted.get(name)
        if consent is None:
            continue
        if not customer[way]:
            raise Refused([name], message)
        given[_CONSENTS[name]] = {
            "state": consent["marketingState"],
            "level": consent.get("marketingOptInLevel"),
            "at": consent.get("consentUpdatedAt") or action.stamp,
        }
    return given


def _check_alone(action: Action, customer: Document) -> None:
    """A store has one customer for an address and for a number."""
    db, store = action.world.db, action.store
    for name, there in (
        ("email", customers.with_email(db, store, customer["email"])),
        ("phone", customers.with_phone(db, store, customer["phone"])),
    ):
        if any(each["id"] != customer["id"] for each in there):
            raise Refused([name], f"{_NAMES[name]} has already been taken")


def _tags(texts: list[str]) -> list[str]:
    tags = [tag.strip() for text in texts for tag in text.split(",") if tag.strip()]
    if any(len(tag) > _LONGEST for tag in tags):
        raise Refused(["tags"], f"Tags is too long (maximum is {_LONGEST} characters)")
    return sorted(dict.fromkeys(tags), key=str.lower)
