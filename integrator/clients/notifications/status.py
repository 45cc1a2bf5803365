"""
What became of a job: the state of each destination, and of the whole.

Source: contracts/opentext/notifications, sections 3.3 and 7. [documented]
"""

import base64
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Outcome = Literal["under way", "delivered", "seen", "failed"]

_FAILED = frozenset({"Error", "Cancelled"})


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
    code: int = 0
    """The service's `gamma_code` of the last attempt; 0 means fine."""
    is_opened: bool = False
    is_confirmed: bool = False
    """Whether the network reported that a short message reached the phone."""
    has_opted_out: bool = False
    """Whether the recipient wants no more mail; what is sent on reaches nobody."""

    @property
    def outcome(self) -> Outcome:
        if self.is_opened or self.is_confirmed:
            return "seen"
        if self.state in _FAILED:
            return "failed"
        return "delivered" if self.state == "Sent" else "under way"


class JobStatus(BaseModel):
    """State of one job; once `complete`, no further attempts follow."""

    model_config = ConfigDict(frozen=True)

    complete: bool
    deliveries: tuple[Delivery, ...]

    @property
    def outcome(self) -> Outcome:
        """
        The best of the recipients, because one who knows is enough; `failed` only when nobody is left.

        What is complete and still not sent has failed, whatever word the service has for it.

        Source: contracts/opentext/notifications, section 7. [profile]
        """
        reached = {delivery.outcome for delivery in self.deliveries}
        if "seen" in reached:
            return "seen"
        if "delivered" in reached:
            return "delivered"
        return "failed" if reached and (self.complete or reached == {"failed"}) else "under way"


def read_status(document: Any) -> JobStatus:
    """The status of a job; for another shape it raises what Python raises."""
    return JobStatus(
        complete="Complete" in document["job_state"],
        deliveries=tuple(_read_delivery(row) for row in document.get("deliveries") or []),
    )


def read_job_id(document: Any) -> str:
    """The id of a job just submitted: a short text, in which nothing is to be read."""
    job_id = document["job_id"]
    if not isinstance(job_id, str) or not 1 <= len(job_id) <= 64:
        raise ValueError("a job id is a short text")
    return job_id


def _read_delivery(row: Any) -> Delivery:
    attempts = row.get("delivery_attempts") or []
    events = row.get("events") or {}
    mail = events.get("email_delivery_events") or {}
    return Delivery(
        # References come back encoded. [documented]
        ref=base64.b64decode(row.get("ref_base64") or "", validate=True).decode(),
        state=attempts[-1]["state"] if attempts else "",
        code=attempts[-1].get("gamma_code") or 0 if attempts else 0,
        is_opened=bool(mail.get("html_open")),
        is_confirmed=any(event["status"] == "Confirmed" for event in events.get("sms_delivery_events") or []),
        has_opted_out=bool(mail.get("opt_out")),
    )
