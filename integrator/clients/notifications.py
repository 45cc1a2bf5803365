"""
Notifications: mails to teams, and what became of them.

Source: contracts/opentext/notifications, part A; contracts/opentext/auth, section 5.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from integrator.clients.answers import Answer, Request
from integrator.clients.auth import Tokens, send_authorized
from integrator.clients.errors import Conflict, Refused
from integrator.clients.http import Http
from integrator.clients.shapes import read_shape

_EMAILS = "/mra/v1/outbound/emails"
_EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}$"
_MESSAGE_ID = re.compile(r"[A-Za-z0-9._:-]{1,32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MAX_SUBJECT = 200
_MAX_NAME = 100
_MAX_REFERENCE = 128
_MAX_RECIPIENTS = 50
_MAX_TEXT_BYTES = 256 * 1024


class Recipient(BaseModel):
    """One address of a mail. `ref` is our own word for who that is; it comes back with the status."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    ref: Annotated[str, Field(pattern=r"^[\w.:-]{1,64}$")]
    email: Annotated[str, Field(pattern=_EMAIL, repr=False)]


class Delivery(BaseModel):
    """
    How one recipient's copy fares.

    `state` is the last attempt's: `Pending`, `InProcess`, `Submitted`, `Sent`, `Error`, `Cancelled`, or a
    word that the contract does not know; empty before the first attempt. Opening is not acknowledging, mail
    scanners open links.
    """

    model_config = ConfigDict(frozen=True)

    ref: str
    state: str
    is_opened: bool = False
    has_opted_out: bool = False


class JobStatus(BaseModel):
    """State of one mail; once `complete`, no further attempts follow."""

    model_config = ConfigDict(frozen=True)

    complete: bool
    deliveries: tuple[Delivery, ...]


class Notifications:
    """
    The messaging service as one account sees it; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        url: base, such as `https://api.eu.cloudmessaging.opentext.com`.
        tokens: of the gateway issuer.
        http: the way to the service.
    """

    def __init__(self, url: str, *, tokens: Tokens, http: Http) -> None:
        self._url = url.rstrip("/")
        self._tokens = tokens
        self._http = http

    def send_mail(
        self,
        *,
        to: Sequence[Recipient],
        subject: str,
        text: str,
        message_id: str,
        reference: str,
        from_name: str,
    ) -> str:
        """
        Submit a plain text mail as one job; returns the job's id.

        Not idempotent: the service does not compare message ids, and it cannot be asked whether a job exists.
        An ambiguous error therefore stays open; the caller decides whether a doubled or a lost mail is worse.

        Args:
            to: 1 to 50 recipients.
            subject: line breaks and other controls become blanks; cut at 200 characters.
            text: at most 256 KiB as UTF-8.
            message_id: ours, 1 to 32 letters, digits, `.`, `_`, `:`, `-`; it makes a doubled mail traceable.
            reference: the case's key; cleaned like `subject`, cut at 128 characters.
            from_name: display name of the sender; cleaned like `subject`, cut at 100 characters.

        Raises:
            ValueError: recipients, text or message id do not fit.
            Unreachable: with `ambiguous` the mail may go out.

        Source: contracts/opentext/notifications, sections 3.1 and 6. [documented]
        """
        request = mail_request(
            to=to, subject=subject, text=text, message_id=message_id, reference=reference, from_name=from_name
        )
        return read_shape(self._send("send_mail", request), _read_job_id)

    def status(self, job_id: str) -> JobStatus:
        """
        Ask what became of a mail; repeating is harmless, it only reads.

        Raises:
            Refused: the job is unknown.

        Source: contracts/opentext/notifications, section 3.3. [documented]
        """
        return read_shape(
            self._send("status", Request("GET", f"{_EMAILS}/status", params={"job_id": job_id})), read_status
        )

    def _send(self, operation: str, request: Request) -> Answer:
        def signed(token: str) -> Request:
            headers = {**request.headers, "Authorization": f"Bearer {token}"}
            return replace(request, url=self._url + request.url, headers=headers)

        answer = send_authorized(self._http, self._tokens, operation, signed)
        if answer.status < 400:
            return answer
        error = Conflict if answer.status == 409 else Refused
        raise error(
            f"the service answered {answer.status}",
            system=answer.system,
            operation=answer.operation,
            request_id=answer.request_id,
        )


def mail_request(
    *, to: Sequence[Recipient], subject: str, text: str, message_id: str, reference: str, from_name: str
) -> Request:
    """Build the submit of a mail; see `Notifications.send_mail` for what is checked, cut and cleaned."""
    if not 1 <= len(to) <= _MAX_RECIPIENTS:
        raise ValueError(f"a mail has 1 to {_MAX_RECIPIENTS} recipients")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("a message id has 1 to 32 letters, digits, '.', '_', ':' or '-'")
    content = text.encode()
    if not 1 <= len(content) <= _MAX_TEXT_BYTES:
        raise ValueError(f"the text of a mail has 1 to {_MAX_TEXT_BYTES} bytes")
    body = {
        "options": {
            "message_id": message_id,
            "customer_reference": one_line(reference, _MAX_REFERENCE),
            "email_options": {
                "subject": one_line(subject, _MAX_SUBJECT),
                "from_display_name": one_line(from_name, _MAX_NAME),
                "charset": "UTF-8",
            },
        },
        "destinations": [{"ref": recipient.ref, "email": recipient.email} for recipient in to],
        "body": [
            {
                "name": "content.txt",
                "type": "text",
                "charset": "UTF-8",
                "data": base64.b64encode(content).decode("ascii"),
            }
        ],
        "reports": {"delivery_report": {"type": "none"}},
    }
    return Request("POST", _EMAILS, headers={"X-MRA-SubmitId": message_id}, json=body)


def one_line(text: str, longest: int) -> str:
    """Turn controls and line breaks into blanks, so that no value adds a mail header; cut to `longest`."""
    return _CONTROL.sub(" ", text).strip()[:longest]


def read_status(document: Any) -> JobStatus:
    """The status of a job; for another shape it raises what Python raises."""
    return JobStatus(
        complete="Complete" in document["job_state"],
        deliveries=tuple(_read_delivery(row) for row in document.get("deliveries") or []),
    )


def _read_job_id(document: Any) -> str:
    job_id = document["job_id"]
    if not isinstance(job_id, str) or not 1 <= len(job_id) <= 64:
        raise ValueError("a job id is a short text")
    return job_id


def _read_delivery(row: Any) -> Delivery:
    attempts = row.get("delivery_attempts") or []
    events = (row.get("events") or {}).get("email_delivery_events") or {}
    return Delivery(
        # References come back encoded. [documented]
        ref=base64.b64decode(row.get("ref_base64") or "", validate=True).decode(),
        state=attempts[-1]["state"] if attempts else "",
        is_opened=bool(events.get("html_open")),
        has_opted_out=bool(events.get("opt_out")),
    )
