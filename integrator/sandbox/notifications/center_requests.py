"""Read what the notification center is sent, strictly by name, type and word (notifications.md 8)."""

import re
from datetime import datetime
from typing import Any

from integrator.sandbox.notifications.fields import Fields, SubmitError, check

SEVERITIES = ("info", "warning", "high", "critical")
CHANNELS = ("in_app", "email", "sms")
_NOTICE: Fields = {
    "correlation_id": str,
    "event": str,
    "severity": str,
    "template": str,
    "locale": str,
    "recipients": list,
    "channels": list,
    "subject": str,
    "text": str,
    "facts": dict,
    "links": list,
    "expires_time": str,
}
_REQUIRED = ("correlation_id", "event", "severity", "recipients", "channels", "subject", "text")
_PREFERENCES: Fields = {"channels": dict, "min_severity": str, "muted_until": (str, type(None))}
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def read_notice(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a notification to create; raises `SubmitError`."""
    check(raw, _NOTICE, "notification")
    for name in _REQUIRED:
        if not raw.get(name):
            raise SubmitError(f"{name} is required")
    _among(raw["severity"], SEVERITIES, "severity")
    for channel in raw["channels"]:
        _among(channel, CHANNELS, "channels")
    for recipient in raw["recipients"]:
        _read_recipient(recipient)
    for link in raw.get("links", []):
        _all_of(link, {"rel": str, "href": str}, "link")
    check(raw.get("facts", {}), dict.fromkeys(raw.get("facts", {}), str), "facts")
    if not _LOCALE.fullmatch(raw.get("locale", "en")):
        raise SubmitError("locale must look like en or de-AT")
    if "expires_time" in raw:
        read_time(raw["expires_time"], "expires_time")
    return raw


def read_preferences(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the preferences of a recipient, complete; raises `SubmitError`."""
    _all_of(raw, _PREFERENCES, "preferences")
    _all_of(raw["channels"], dict.fromkeys(CHANNELS, bool), "channels")
    _among(raw["min_severity"], SEVERITIES, "min_severity")
    if raw["muted_until"] is not None:
        read_time(raw["muted_until"], "muted_until")
    return raw


def read_text_fields(raw: dict[str, Any], required: str, *optional: str) -> dict[str, str]:
    """Return a body of texts of which the first must not be empty; raises `SubmitError`."""
    check(raw, dict.fromkeys((required, *optional), str), "request")
    if not raw.get(required):
        raise SubmitError(f"{required} is required")
    return raw


def read_time(text: str, what: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SubmitError(f"{what} is no time") from error
    if moment.tzinfo is None:
        raise SubmitError(f"{what} needs a zone")
    return moment


def _read_recipient(raw: object) -> None:
    recipient = _all_of(raw, {"type": str, "id": str}, "recipient")
    _among(recipient["type"], ("user", "group", "role"), "type of a recipient")
    if not recipient["id"]:
        raise SubmitError("id of a recipient is required")


def _all_of(raw: object, fields: Fields, what: str) -> dict[str, Any]:
    found = check(raw, fields, what)
    if found.keys() != fields.keys():
        raise SubmitError(f"{what} needs {', '.join(fields)}")
    return found


def _among(value: object, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise SubmitError(f"{what} must be one of {', '.join(known)}")
