"""How a message travels: the state of every destination at a moment of the clock (notifications.md 9)."""

import base64
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.switches import Switches

_WAY = ("Pending", "InProcess", "Submitted", "Sent")
_FAILURE_CODE = 5000


def status_of(job: Document, now: datetime, switches: Switches) -> dict[str, Any]:
    """Return the status body of a job (notifications.md 3.3)."""
    deliveries = [_delivery(job, destination, now, switches) for destination in job["destinations"]]
    finished = all(one["delivery_attempts"][0]["state"] in {"Sent", "Error"} for one in deliveries)
    status: dict[str, Any] = {
        "job_id": job["job_id"],
        "entry_time": _show(datetime.fromisoformat(job["entry_time"])),
        "job_state": ["Complete", "Posted"] if finished else ["InProcess"],
        "billing_code_base64": _encode(job["billing_code"]),
        "customer_reference_base64": _encode(job["customer_reference"]),
        "deliveries": deliveries,
    }
    if job.get("open_tracking"):
        opened = sum(bool(one["events"]["email_delivery_events"]["html_open"]) for one in deliveries)
        status["html_open_tracking"] = {"total_open_count": opened, "distinct_open_count": opened}
    return status


def _delivery(job: Document, destination: dict[str, Any], now: datetime, switches: Switches) -> dict[str, Any]:
    entered = datetime.fromisoformat(job["entry_time"])
    sent_at = entered + timedelta(seconds=switches.delivery_step_seconds * (len(_WAY) - 1))
    state = _state(destination["address"], now - entered, switches.delivery_step_seconds)
    attempt: dict[str, Any] = {"state": state, "gamma_code": _FAILURE_CODE if state == "Error" else 0}
    if state in {"Sent", "Error"}:
        attempt["first_attempt"] = _show(sent_at)
    confirmed_at = sent_at + timedelta(seconds=switches.confirm_after_seconds)
    confirmed = _show(confirmed_at) if state == "Sent" and now >= confirmed_at else None
    is_email = job["channel"] == "email"
    return {
        "ref_base64": _encode(destination["ref"]),
        ("email" if is_email else "sms"): destination["address"],
        "delivery_attempts": [attempt],
        "events": _email_events(job, destination, state, confirmed) if is_email else _sms_events(confirmed),
    }


def _state(address: str, elapsed: timedelta, step_seconds: float) -> str:
    done = len(_WAY) - 1 if step_seconds == 0 else int(elapsed.total_seconds() // step_seconds)
    state = _WAY[min(done, len(_WAY) - 1)]
    fails = address.endswith(("@bounce.invalid", "000"))
    return "Error" if fails and state == "Sent" else state


def _email_events(job: Document, destination: dict[str, Any], state: str, opened: str | None) -> dict[str, Any]:
    opted_out = state == "Sent" and destination["address"].endswith("@optout.invalid")
    is_opened = bool(opened and job["open_tracking"] and not opted_out)
    return {
        "email_delivery_events": {
            "dsn": [{"status": "5.1.1", "message": "mailbox unavailable"}] if state == "Error" else [],
            "html_open": [{"event_time": opened}] if is_opened else [],
            "opt_out": [{"email": destination["address"]}] if opted_out else [],
            "pull": [],
        }
    }


def _sms_events(confirmed: str | None) -> dict[str, Any]:
    event = {"event_time": confirmed, "status": "Confirmed", "message": "", "tags": ""}
    return {"sms_delivery_events": [event] if confirmed else []}


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _show(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
