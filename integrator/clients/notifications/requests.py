"""
The requests of the messaging service: submit a mail or a short message, ask for a status.

Source: contracts/opentext/notifications, sections 3.1 to 3.3. [documented]
"""

import base64
from collections.abc import Sequence
from typing import Any, Literal

from integrator.clients.answers import Request
from integrator.clients.notifications.recipients import Phone, Recipient, mail_destination, phone_destination
from integrator.clients.notifications.texts import (
    MAX_SMS,
    MAX_TEXT_BYTES,
    check_recipients,
    one_line,
    options,
)

_OUTBOUND = "/mra/v1/outbound"
_MAX_SUBJECT = 200
_MAX_NAME = 100
_NO_REPORT = {"delivery_report": {"type": "none"}}


def mail_request(
    *, to: Sequence[Recipient], subject: str, text: str, message_id: str, reference: str, from_name: str
) -> Request:
    """Build the submit of a mail; see `Notifications.send_mail` for what is checked, cut and cleaned."""
    check_recipients(to)
    content = text.encode()
    if not 1 <= len(content) <= MAX_TEXT_BYTES:
        raise ValueError(f"the text of a mail has 1 to {MAX_TEXT_BYTES} bytes")
    body = {
        "options": {
            **options(message_id, reference),
            "email_options": {
                "subject": one_line(subject, _MAX_SUBJECT),
                "from_display_name": one_line(from_name, _MAX_NAME),
                "charset": "UTF-8",
            },
        },
        "destinations": [mail_destination(recipient) for recipient in to],
        "body": [
            {
                "name": "content.txt",
                "type": "text",
                "charset": "UTF-8",
                "data": base64.b64encode(content).decode("ascii"),
            }
        ],
        "reports": _NO_REPORT,
    }
    return _submit("emails", message_id, body)


def sms_request(*, to: Sequence[Phone], text: str, message_id: str, reference: str) -> Request:
    """Build the submit of a short message; see `Notifications.send_sms`."""
    check_recipients(to)
    line = one_line(text, MAX_SMS)
    if not line:
        raise ValueError("a short message has a text")
    body = {
        "options": options(message_id, reference),
        "reports": _NO_REPORT,
        "destinations": [phone_destination(phone) for phone in to],
        "sms_text": line,
    }
    return _submit("sms", message_id, body)


def status_request(channel: Literal["emails", "sms"], job_id: str) -> Request:
    """Ask for the status of a job; the published path of a short message's ends in a slash. [documented]"""
    slash = "/" if channel == "sms" else ""
    return Request("GET", f"{_OUTBOUND}/{channel}/status{slash}", params={"job_id": job_id})


def _submit(channel: str, message_id: str, body: dict[str, Any]) -> Request:
    return Request("POST", f"{_OUTBOUND}/{channel}", headers={"X-MRA-SubmitId": message_id}, json=body)
