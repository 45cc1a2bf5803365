"""The asynchronous jobs of a store, from the answer that promises them until long after they are done."""

import uuid
from datetime import timedelta

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import switches
from integrator.sandbox.shopify.action import Action

_KIND = "shopify.job"


def add(action: Action, order: Document, work: Document) -> Document:
    """Keep a cancellation that is due after the configured delay."""
    delay = timedelta(seconds=switches.read(action.world.db)["job_seconds"])
    job = {
        "id": str(uuid.uuid4()),
        "store": action.store,
        "order": str(order["id"]),
        "state": "pending",
        "due_at": (action.at + delay).isoformat(),
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
    """Whether a job works on this order."""
    return any((job["store"], job["order"]) == (order["store"], str(order["id"])) for job in pending(db))
