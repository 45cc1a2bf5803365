"""Events as kept by the sandbox: what happened, to what, and through whom."""

import re
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify.timeline import topics

_KIND = "shopify.event"
STAFF = "Renate Kröger"
"""Who works in every emulated store."""

APP = "Connector"


def note(db: Database, store: str, stamp: str, topic: str, body: dict[str, Any], *, by_app: bool) -> None:
    """Keep what a webhook of `topic` tells, if the timeline shows such things."""
    told = topics.told_by(topic, body, APP if by_app else STAFF)
    if told is not None:
        add(db, store, stamp, by_app=by_app, **told)


def add(
    db: Database,
    store: str,
    stamp: str,
    *,
    by_app: bool,
    subject: str,
    action: str,
    message: str,
    is_critical: bool = False,
) -> Document:
    """
    Keep one event and return it.

    Args:
        db: where.
        store: whose.
        stamp: when, as GraphQL writes it.
        by_app: whether the app did it; else a person or Shopify.
        subject: gid of what it happened to.
        action: Shopify's word, such as `placed`; `comment` for what somebody wrote.
        message: a sentence for people.
        is_critical: whether it calls for attention.
    """
    event = {
        "id": db.next_number("shopify.event", 181_928_760_000_001),
        "store": store,
        "subject": subject,
        "subject_type": _type_of(subject),
        "action": action,
        "message": message,
        "by_app": by_app,
        "is_critical": is_critical,
        "created_at": stamp,
    }
    db.put(_KIND, f"{store}/{event['id']}", event)
    return event


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's events, oldest first."""
    return db.find(_KIND, "store", store)


def of_subject(db: Database, store: str, subject: str) -> list[Document]:
    """Return what happened to one thing, oldest first."""
    return [event for event in db.find(_KIND, "subject", subject) if event["store"] == store]


def find(db: Database, store: str, number: str) -> Document | None:
    return db.get(_KIND, f"{store}/{number}")


def _type_of(subject: str) -> str:
    """Return the `EventSubjectType`: that of a `DraftOrder` is DRAFT_ORDER."""
    kind = subject.removeprefix("gid://shopify/").partition("/")[0]
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).upper()
