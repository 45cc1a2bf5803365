"""The status of a job as the service tells it (notifications.md 3.3)."""

import base64
from datetime import datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.notifications.fates import Fate, fate_of
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

_FAILURE_CODE = 5000


def status_of(world: World, job: Document) -> dict[str, Any]:
    """Return the status body of a job, as it is now."""
    now, switches = world.clock.now(), read_switches(world.db)
    fates = [fate_of(world, job, destination, now, switches) for destination in job["destinations"]]
    deliveries = [_delivery(job, *pair) for pair in zip(job["destinations"], fates, strict=True)]
    status: dict[str, Any] = {
        "job_id": job["job_id"],
        "entry_time": _show(datetime.fromisoformat(job["entry_time"])),
        "job_state": ["Complete", "Posted"] if all(fate.is_final for fate in fates) else ["InProcess"],
        "billing_code_base64": _encode(job["billing_code"]),
        "customer_reference_base64": _encode(job["customer_reference"]),
        "deliveries": deliveries,
    }
    if job.get("open_tracking"):
        opened = sum(bool(one["events"]["email_delivery_events"]["html_open"]) for one in deliveries)
        status["html_open_tracking"] = {"total_open_count": opened, "distinct_open_count": opened}
    return status


def _delivery(job: Document, destination: dict[str, Any], fate: Fate) -> dict[str, Any]:
    attempt: dict[str, Any] = {"state": fate.state, "gamma_code": _FAILURE_CODE if fate.state == "Error" else 0}
    if fate.final_at:
        attempt["first_attempt"] = _show(fate.final_at)
    is_email = job["channel"] == "email"
    return {
        "ref_base64": _encode(destination["ref"]),
        ("email" if is_email else "sms"): destination["address"],
        "delivery_attempts": [attempt],
        "events": _email_events(job, destination, fate) if is_email else _sms_events(fate),
    }


def _email_events(job: Document, destination: dict[str, Any], fate: Fate) -> dict[str, Any]:
    opened = [{"event_time": _show(fate.seen_at)}] if fate.seen_at and job["open_tracking"] else []
    return {
        "email_delivery_events": {
            "dsn": [{"status": "5.1.1", "message": "mailbox unavailable"}] if fate.state == "Error" else [],
            "html_open": opened,
            "opt_out": [{"email": destination["address"]}] if fate.opted_out else [],
            "pull": [],
        }
    }


def _sms_events(fate: Fate) -> dict[str, Any]:
    if not fate.seen_at:
        return {"sms_delivery_events": []}
    event = {"event_time": _show(fate.seen_at), "status": "Confirmed", "message": "", "tags": ""}
    return {"sms_delivery_events": [event]}


def _encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _show(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
