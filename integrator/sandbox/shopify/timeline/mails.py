"""Mails that Shopify sends for the app: checked, and noted on the timeline."""

from typing import Any

from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.people import inputs


def check(email: dict[str, Any] | None, *, code: str | None = None, field: list[str] | None = None) -> None:
    """Check an `EmailInput`; raises `Refused` below `field`, or without one. [seen in code]"""
    given = email or {}
    if given.get("to") and not inputs.is_email(given["to"]):
        raise Refused(_below(field, "to"), "To is invalid", code)
    if given.get("subject") is not None and not given["subject"].strip():
        raise Refused(_below(field, "subject"), "Subject can't be blank", code)
    wrong = [address for address in given.get("bcc") or [] if not inputs.is_email(address)]
    if wrong:
        raise Refused(_below(field, "bcc"), f"Bcc {wrong[0]} is not a valid bcc address", code)


def sent(action: Action, subject: str, to: str, what: str) -> None:
    """Note a mail; its text is not readable over the API. Source: contract operations, F6. [documented]"""
    action.note(subject, "mail_sent", f"{what} email was sent to {to}.")


def _below(field: list[str] | None, name: str) -> list[str] | None:
    return None if field is None else [*field, name]
