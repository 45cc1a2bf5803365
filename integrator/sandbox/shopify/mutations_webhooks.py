"""The mutations that manage webhook subscriptions."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import subscriptions
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.views_store import subscription_view


def webhook_subscription_create(ctx: Context, *, topic: str, webhookSubscription: dict[str, Any]) -> Document:
    blank = {"uri": "", **subscriptions.BLANK}
    new = {
        "id": ctx.action.number("subscription", 1_340_200_001),
        "store": ctx.store,
        "topic": topic,
        "created_at": ctx.action.stamp,
        "updated_at": ctx.action.stamp,
        **blank,
        **_fields(webhookSubscription),
    }
    _keep(ctx, new, "webhook_subscription_created")
    return {"webhookSubscription": subscription_view(new)}


def webhook_subscription_update(ctx: Context, *, id: str, webhookSubscription: dict[str, Any]) -> Document:  # noqa: A002 - Shopify's own argument name
    old = _subscription(ctx, id)
    changed = {**old, **_fields(webhookSubscription), "updated_at": ctx.action.stamp}
    _keep(ctx, changed, "webhook_subscription_updated")
    return {"webhookSubscription": subscription_view(changed)}


def webhook_subscription_delete(ctx: Context, *, id: str) -> Document:  # noqa: A002 - Shopify's own argument name
    old = _subscription(ctx, id)
    subscriptions.delete(ctx.db, old["id"])
    ctx.action.record("webhook_subscription_deleted", key=old["topic"], subject=id, uri=old["uri"])
    return {"deletedWebhookSubscriptionId": id}


def _fields(wanted: dict[str, Any]) -> Document:
    """Translate what was given; raises the error NOT_IN_SANDBOX for what the courier could not keep."""
    if wanted.get("format") == "XML":
        raise not_in_sandbox("Webhooks in XML")
    if wanted.get("metafieldNamespaces") or wanted.get("metafields"):
        raise not_in_sandbox("Metafields in webhooks")
    names = {
        "callbackUrl": "uri",
        "uri": "uri",
        "filter": "filter",
        "includeFields": "include_fields",
        "name": "name",
    }
    fields = {ours: wanted[theirs] for theirs, ours in names.items() if theirs in wanted}
    if "uri" in fields:
        fields["uri"] = fields["uri"] or ""
    if "include_fields" in fields:
        fields["include_fields"] = fields["include_fields"] or []
    return fields


def _keep(ctx: Context, subscription: Document, operation: str) -> None:
    subscriptions.check(ctx.db, subscription, ctx.scopes)
    subscriptions.keep(ctx.db, subscription)
    subject = gid("WebhookSubscription", subscription["id"])
    ctx.action.record(operation, key=subscription["topic"], subject=subject, uri=subscription["uri"])


def _subscription(ctx: Context, gid_text: str) -> Document:
    found = subscriptions.find(ctx.db, ctx.store, number_of(gid_text, "WebhookSubscription"))
    if found is None:
        raise Refused(["id"], "Webhook subscription does not exist")
    return found
