"""Read a submit strictly: every field by name and type, as the contract lists them (notifications.md 3)."""

import base64
import binascii
from typing import Any

from integrator.sandbox.notifications.destinations import read_destination
from integrator.sandbox.notifications.fields import Fields, SubmitError, check

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
_REPORTS: Fields = {"delivery_report": dict, "final_report": dict, "progress_report": dict}


def read_email(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the job of an email submit, its text and HTML decoded; raises `SubmitError`."""
    check(raw, _EMAIL, "request")
    options = raw.get("options", {})
    check(options, {**_OPTIONS, "email_options": dict}, "options")
    email_options = options.get("email_options", {})
    check(email_options, _EMAIL_OPTIONS, "email_options")
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
    check(raw, _SMS, "request")
    check(raw.get("options", {}), _OPTIONS, "options")
    if not raw.get("sms_text"):
        raise SubmitError("sms_text is required")
    text = raw["sms_text"]
    return {**_common(raw, address="sms"), "channel": "sms", "subject": "", "text": text, "html": ""}


def _common(raw: dict[str, Any], *, address: str) -> dict[str, Any]:
    check(raw.get("reports", {}), _REPORTS, "reports")
    if not raw.get("destinations"):
        raise SubmitError("destinations is required")
    options = raw.get("options", {})
    return {
        "message_id": options.get("message_id", ""),
        "billing_code": options.get("billing_code", ""),
        "customer_reference": options.get("customer_reference", ""),
        "destinations": [read_destination(one, address) for one in raw["destinations"]],
    }


def _read_part(raw: object) -> tuple[str, str]:
    part = check(raw, _PART, "body")
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
