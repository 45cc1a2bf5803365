"""The asynchronous jobs of a store, from the answer that promises them until long after they are done."""

import uuid
from datetime import datetime, timedelta

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import switches
from integrator.sandbox.shopify.action import Action

_KIND = "shopify.job"


def add(action: Action, order: Document, work: Document) -> Document:
    """Keep a cancellation that is due after the configured delay."""
    delay = timedelta(seconds=switches.read(action.world.db)["job_seconds"])
    return schedule(action, "cancel", str(order["id"]), work, due=action.at + delay)


def schedule(action: Action, kind: str, subject: str, work: Document, *, due: datetime) -> Document:
    """Keep work of a `kind` that `jobs` knows, about the order or other thing with this number."""
    job = {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "store": action.store,
        "subject": subject,
        "state": "pending",
        "due_at": due.isoformat(),
        "by_app": action.by_app,
        "work": work,
    }
    keep(action.world.db, job)
    return job


def keep(db: Database, job: Document) -> None:
    db.put(_KIND, job["id"], job)


def find(db: Database, store: str, job_id: str) -> Document | None:
    job = db.get(_KIND, job_id)
    return job if job is not None and job["store"] == store else None


def pending(db: Database) -> list[Document]:
    """Return the jobs that are not done, oldest first."""
    return db.find(_KIND, "state", "pending")


def is_under_way(db: Database, order: Document) -> bool:
    """Whether a job is about to cancel this order."""
    wanted = ("cancel", order["store"], str(order["id"]))
    return any((job["kind"], job["store"], job["subject"]) == wanted for job in pending(db))
