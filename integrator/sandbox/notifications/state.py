"""The jobs: submitted once per call, never deduplicated unless a switch says so (notifications.md 3, 9)."""

import re
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.notifications.deliveries import status_of
from integrator.sandbox.notifications.fates import is_suppressed
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

_JOB = "notifications.job"
_INSERT = re.compile(r"\(i(\d{1,4})\)")


def submit(world: World, job: Document, submit_id: str) -> str:
    """Accept a job that was read by `requests`; return its id, `xsi-<n>`."""
    with world.db.transaction():
        if submit_id and not read_switches(world.db).distinct_submits:
            earlier = world.db.find(_JOB, "submit_id", submit_id)
            if earlier:
                return str(earlier[0]["job_id"])
        job_id = f"xsi-{world.db.next_number('notifications.job', 1_234_567)}"
        entered = world.clock.now().isoformat(timespec="milliseconds")
        destinations = [
            {**destination, "suppressed": is_suppressed(world, destination["address"])}
            for destination in job["destinations"]
        ]
        keys = {"job_id": job_id, "submit_id": submit_id, "entry_time": entered}
        kept = {**job, **keys, "destinations": destinations}
        world.db.put(_JOB, job_id, kept)
        _record(world, kept)
    return job_id


def find_status(world: World, channel: str, job_id: str) -> dict[str, Any] | None:
    """Return the status body of a job of `channel`; None when there is no such job."""
    job = world.db.get(_JOB, job_id)
    if job is None or job["channel"] != channel:
        return None
    return status_of(world, job)


def find_job(world: World, job_id: str) -> Document | None:
    """Return a job of either channel."""
    return world.db.get(_JOB, job_id)


def list_messages(world: World) -> list[dict[str, Any]]:
    """Return what was sent to every destination, oldest first, with the inserts filled in."""
    return [
        {
            "channel": job["channel"],
            "address": destination["address"],
            "is_suppressed": destination["suppressed"],
            "ref": destination["ref"],
            "subject": _fill(job["subject"], destination),
            "text": _fill(job["text"], destination),
            "html": _fill(job["html"], destination),
            "reference": job["customer_reference"],
            "message_id": job["message_id"],
            "job_id": job["job_id"],
            "time": job["entry_time"],
        }
        for job in world.db.all(_JOB)
        for destination in job["destinations"]
    ]


def _record(world: World, job: Document) -> None:
    world.effects.record(
        "notifications",
        "mail_sent" if job["channel"] == "email" else "sms_sent",
        key=job["message_id"],
        subject=job["customer_reference"],
        detail={
            "job_id": job["job_id"],
            "subject": job["subject"],
            "destinations": [destination["ref"] for destination in job["destinations"]],
            "text": job["text"],
        },
    )


def _fill(text: str, destination: dict[str, Any]) -> str:
    def value(found: re.Match[str]) -> str:
        return str(destination["inserts"].get(found[1], found[0]))

    return _INSERT.sub(value, text)
