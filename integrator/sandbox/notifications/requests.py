"""Read a submit strictly: every field by name and type, as the contract lists them (notifications.md 3)."""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, type | tuple[type, ...]]

_EMAIL: Fields = {"options": dict, "destinations": list, "body": list, "reports": dict}
_SMS: Fields = {"options": dict, "destinations": list, "sms_text": str, "reports": dict}
_OPTIONS: Fields = {"message_id": str, "billing_code": str, "customer_reference": str}
_EMAIL_OPTIONS: Fields = {
    "subject": str,
    "from_display_name": str,
    "forward_reply": str,
    "charset": str,
    "html_open_tracking": str,
    "expiration_days": int,
    "display_to": str,
    "display_cc": str,
    "pull_password": str,
}
_PART: Fields = {"name": str, "type": str, "charset": str, "data": str}
_INSERT: Fields = {"id": int, "value": str}
_FREE_TEXTS = frozenset({"data", "sms_text", "value"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REPORTS: Fields = {"delivery_report": dict, "final_report": dict, "progress_report": dict}


class SubmitError(ValueError):
    """The text says which field of the submit is wrong."""


def read_email(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the job of an email submit, its text and HTML decoded; raises `SubmitError`."""
    _check(raw, _EMAIL, "request")
    options = raw.get("options", {})
    _check(options, {**_OPTIONS, "email_options": dict}, "options")
    email_options = options.get("email_options", {})
    _check(email_options, _EMAIL_OPTIONS, "email_options")
    if not raw.get("body"):
        raise SubmitError("body is required")
    parts = [_read_part(part) for part in raw["body"]]
    return {
        **_common(raw, address="email"),
        "channel": "email",
        "subject": email_options.get("subject", ""),
        "from": email_options.get("from_display_name", ""),
        "text": "\n".join(text for kind, text in parts if kind == "text"),
        "html": "\n".join(text for kind, text in parts if kind == "html"),
        "open_tracking": email_options.get("html_open_tracking", "none") != "none",
    }


def read_sms(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the job of an SMS submit; raises `SubmitError`."""
    _check(raw, _SMS, "request")
    _check(raw.get("options", {}), _OPTIONS, "options")
    if not raw.get("sms_text"):
        raise SubmitError("sms_text is required")
    text = raw["sms_text"]
    return {**_common(raw, address="sms"), "channel": "sms", "subject": "", "text": text, "html": ""}


def _common(raw: dict[str, Any], *, address: str) -> dict[str, Any]:
    _check(raw.get("reports", {}), _REPORTS, "reports")
    if not raw.get("destinations"):
        raise SubmitError("destinations is required")
    options = raw.get("options", {})
    return {
        "message_id": options.get("message_id", ""),
        "billing_code": options.get("billing_code", ""),
        "customer_reference": options.get("customer_reference", ""),
        "destinations": [_read_destination(one, address) for one in raw["destinations"]],
    }


def _read_destination(raw: object, address: str) -> dict[str, Any]:
    destination = _check(raw, {"ref": str, address: str, "inserts": list}, "destination")
    if not destination.get(address) or (address == "email" and "@" not in destination[address]):
        raise SubmitError(f"{address} of a destination is missing or invalid")
    inserts = [_check(insert, _INSERT, "insert") for insert in destination.get("inserts", [])]
    if any(insert.keys() != _INSERT.keys() for insert in inserts):
        raise SubmitError("an insert needs id and value")
    return {
        "ref": destination.get("ref", ""),
        "address": destination[address],
        "inserts": {str(insert["id"]): insert["value"] for insert in inserts},
    }


def _read_part(raw: object) -> tuple[str, str]:
    part = _check(raw, _PART, "body")
    if part.get("type") not in {"text", "html"}:
        raise SubmitError("type of a body part must be text or html")
    try:
        text = base64.b64decode(part.get("data", ""), validate=True).decode(part.get("charset", "UTF-8"))
    except binascii.Error as error:
        raise SubmitError("data of a body part is no base64") from error
    except (UnicodeError, LookupError) as error:
        raise SubmitError("data of a body part does not fit its charset") from error
    if not text:
        raise SubmitError("data of a body part is required")
    return part["type"], text


def _check(raw: object, fields: Fields, what: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise SubmitError(f"{what} must be an object")
    for name, value in raw.items():
        if name not in fields:
            raise SubmitError(f"unknown field {name} in {what}")
        if not isinstance(value, fields[name]) or isinstance(value, bool):
            raise SubmitError(f"{name} in {what} has the wrong type")
        # A line break in what becomes a mail header would let a caller write headers of his own.
        if isinstance(value, str) and name not in _FREE_TEXTS and _CONTROL.search(value):
            raise SubmitError(f"{name} in {what} has control characters")
    return raw
