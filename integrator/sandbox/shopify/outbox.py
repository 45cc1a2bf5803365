"""The queue of webhooks: who wants an event, its exact bytes and headers; a restart loses none."""

import json
import uuid
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import filters, subjects, subscriptions, switches
from integrator.sandbox.shopify.schema import API_VERSION
from integrator.sandbox.world import World

_OUTBOX, _LOG = "shopify.outbox", "shopify.delivery"
_LOGGED = ("number", "store", "topic", "order", "webhook_id", "event_id", "uri", "queued_at", "attempts")


@dataclass(frozen=True, slots=True)
class Event:
    """One topic of one action."""

    store: str
    topic: str
    event_id: str
    at: datetime
    body: Document


def enqueue(world: World, event: Event) -> None:
    """Queue one delivery per subscription that wants `event`, and as many repeats as the switches ask for."""
    settings = switches.read(world.db)
    order = subjects.order_of(world.db, event.store, event.topic, event.body)
    for subscription in subscriptions.wanting(world, event.store, event.topic):
        if not filters.wants(subscription["filter"], event.body):
            continue
        entry = {**_entry(event, subscription), "order": order}
        for _ in range(1 + settings["duplicates"]):
            _queue(world, entry, settings)


def waiting(db: Database) -> list[Document]:
    """Return what is still to be delivered, oldest first."""
    return db.all(_OUTBOX)


def waiting_one(db: Database, number: int) -> Document | None:
    return db.get(_OUTBOX, str(number))


def newest(db: Database) -> int:
    """Return the highest number ever queued; zero when nothing was."""
    mark = db.get("shopify.outbox_mark", "newest")
    return mark["number"] if mark else 0


def deliveries(db: Database) -> list[Document]:
    """Return every delivery with its attempts, oldest first."""
    return db.all(_LOG)


def deliveries_about(db: Database, order: Document) -> list[Document]:
    """Return the deliveries that are about one order, oldest first."""
    return [entry for entry in db.find(_LOG, "order", str(order["id"])) if entry["store"] == order["store"]]


def keep(db: Database, entry: Document) -> None:
    """Keep an entry that is still to be delivered."""
    db.put(_OUTBOX, str(entry["number"]), entry)


def drop(db: Database, entry: Document) -> None:
    """Forget an entry that is done, one way or the other."""
    db.delete(_OUTBOX, str(entry["number"]))


def note(db: Database, entry: Document, state: str) -> None:
    """Bring the delivery log up to date: waiting, retrying, delivered, failed, lost."""
    db.put(_LOG, str(entry["number"]), {**{key: entry[key] for key in _LOGGED}, "state": state})


def _entry(event: Event, subscription: Document) -> dict[str, Any]:
    webhook_id = str(uuid.uuid4())
    # Source: contract webhooks, section 1. The signature is added when the request goes out. [documented]
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": event.topic,
        "X-Shopify-Shop-Domain": event.store,
        "X-Shopify-API-Version": API_VERSION,
        "X-Shopify-Webhook-Id": webhook_id,
        "X-Shopify-Event-Id": event.event_id,
        "X-Shopify-Triggered-At": event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z",
    }
    if subscription["name"]:
        headers["X-Shopify-Name"] = subscription["name"]
    body = filters.selected(event.body, subscription["include_fields"])
    return {
        "store": event.store,
        "topic": event.topic,
        "webhook_id": webhook_id,
        "event_id": event.event_id,
        "subscription": subscription["id"],
        "uri": subscription["uri"],
        "headers": headers,
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "queued_at": event.at.isoformat(),
        "due_at": event.at.isoformat(),
        "attempts": [],
    }


def _queue(world: World, entry: Document, settings: dict[str, Any]) -> None:
    db = world.db
    number = db.next_number("shopify.delivery")
    numbered = {**entry, "number": number}
    # A checksum instead of a generator: the same seed loses the same deliveries, also across a restart.
    if zlib.crc32(f"{settings['seed']}:{number}".encode()) % 100 < settings["drop_percent"]:
        note(db, numbered, "lost")
        return
    keep(db, numbered)
    note(db, numbered, "waiting")
    db.put("shopify.outbox_mark", "newest", {"number": number})
