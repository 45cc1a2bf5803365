"""Webhook subscriptions: those made over the API, and the default one that stands for the app's own file."""

import re
from typing import Any
from urllib.parse import urlsplit

from integrator.sandbox.database import Database, Document
from integrator.sandbox.shopify import filters
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.scopes import granted, of_topic
from integrator.sandbox.world import World

_KIND = "shopify.subscription"
_ADDRESS_FIELD = [
    "webhookSubscription",
    "callbackUrl",
]  # Shopify's own path, although the field is named uri.
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_TYPE = re.compile(r"\btype:[^*\s]")
_LONGEST = 65_535
_NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")


def of_store(db: Database, store: str) -> list[Document]:
    """Return the store's API-made subscriptions, oldest first."""
    return db.find(_KIND, "store", store)


def find(db: Database, store: str, number: str) -> Document | None:
    found = db.get(_KIND, number)
    return found if found is not None and found["store"] == store else None


def keep(db: Database, subscription: Document) -> None:
    db.put(_KIND, str(subscription["id"]), subscription)


def delete(db: Database, number: int | str) -> None:
    db.delete(_KIND, str(number))


def wanting(world: World, store: str, topic: str) -> list[Document]:
    """Return who gets deliveries of `topic`; the default one comes first, has no id, and is never removed."""
    wanted = [each for each in of_store(world.db, store) if each["topic"] == enum_of(topic)]
    if world.config.webhook_url:
        wanted.insert(0, {"id": None, "uri": world.config.webhook_url, **BLANK})
    return wanted


BLANK: dict[str, Any] = {"name": None, "filter": None, "include_fields": []}


def enum_of(topic: str) -> str:
    """Return the GraphQL name of a topic: `orders/create` is ORDERS_CREATE."""
    return topic.replace("/", "_").replace(".", "_").upper()


def check(db: Database, subscription: Document, scopes: list[str]) -> None:
    """Check a new or changed subscription; raises `Refused`. Source: contract webhooks, section 7."""
    _check_topic(subscription["topic"], scopes)
    _check_address(subscription["uri"])
    _check_name(db, subscription)
    if len((subscription["filter"] or "").encode()) > _LONGEST:
        raise Refused(["webhookSubscription", "filter"], f"Filter is too long (maximum is {_LONGEST} bytes)")
    if subscription["filter"] and not filters.is_query(subscription["filter"]):
        raise Refused(["webhookSubscription", "filter"], "The specified filter is invalid")
    if subscription["topic"].startswith("METAOBJECTS_") and not _TYPE.search(subscription["filter"] or ""):
        # The rule is documented, the sentence is not. Source: contract webhooks, section 6. [inferred]
        raise Refused(["webhookSubscription", "filter"], "A filter on the type is required for this topic")
    same = [
        other
        for other in of_store(db, subscription["store"])
        if other["id"] != subscription["id"]
        and all(other[part] == subscription[part] for part in ("topic", "uri", "filter"))
    ]
    if same:
        raise Refused(_ADDRESS_FIELD, "Address for this topic has already been taken")


def _check_topic(topic: str, held: list[str]) -> None:
    if not granted(held, of_topic(topic)):
        raise Refused(["topic"], f"You do not have permission to create or update webhooks with {topic} topic")


def _check_address(uri: str) -> None:
    if not uri.strip():
        raise Refused(_ADDRESS_FIELD, "Address can't be blank")
    if len(uri.encode()) > _LONGEST:
        raise Refused(_ADDRESS_FIELD, f"Address is too long (maximum is {_LONGEST} bytes)")
    if uri.startswith(("pubsub://", "arn:aws:events:")):
        raise not_in_sandbox("A cloud event bus as a destination")
    parts = urlsplit(uri)
    host = parts.hostname or ""
    # Shopify refuses http altogether; a local emulation has to reach an ingress without a certificate.
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise Refused(_ADDRESS_FIELD, f"Address protocol {parts.scheme}:// is not supported")
    if not host or host == "shopify.com" or host.endswith((".shopify.com", ".myshopify.com")):
        raise Refused(_ADDRESS_FIELD, "Address is not allowed")


def _check_name(db: Database, subscription: Document) -> None:
    name, field = subscription["name"], ["webhookSubscription", "name"]
    if name is None:
        return
    if not _NAME.fullmatch(name):
        raise Refused(field, "Name may have up to 50 letters, digits, hyphens and underscores")
    others = of_store(db, subscription["store"])
    if any(other["name"] == name and other["id"] != subscription["id"] for other in others):
        raise Refused(field, "Name has already been taken")
