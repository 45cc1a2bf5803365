"""The query roots that the sandbox answers."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import jobs_kept, subscriptions
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.listing import viewed
from integrator.sandbox.shopify.paging import PAGE_ARGUMENTS, page
from integrator.sandbox.shopify.views_order import fulfillment_order_view, order_view
from integrator.sandbox.shopify.views_store import (
    installation_view,
    shop_view,
    subscription_view,
    versions_view,
)


def order(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = ctx.find_order(id)
    return None if found is None else order_view(found)


def fulfillment_order(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = ctx.find_part(id)
    return None if found is None else fulfillment_order_view(*found)


def job(ctx: Context, *, id: str) -> Document:  # noqa: A002 - Shopify's own argument name
    """A job that is gone counts as done. Source: contract api, section 7. [documented]"""
    found = jobs_kept.find(ctx.db, ctx.store, number_of(id, "Job"))
    return {"id": id, "done": found is None or found["state"] == "done", "query": {"__typename": "QueryRoot"}}


def shop(ctx: Context) -> Document:
    return shop_view(ctx.store)


def current_app_installation(ctx: Context) -> Document:
    return installation_view(ctx.scopes)


def public_api_versions(_ctx: Context) -> list[Document]:
    return versions_view()


def webhook_subscriptions(ctx: Context, **args: Any) -> Document:
    if args["sortKey"] not in {"CREATED_AT", "ID"} or args.get("query") is not None:
        raise not_in_sandbox("Searching webhook subscriptions")
    topics, uri = args.get("topics"), args.get("uri") or args.get("callbackUrl")
    found = [
        each
        for each in subscriptions.of_store(ctx.db, ctx.store)
        if (topics is None or each["topic"] in topics)
        and (uri is None or each["uri"] == uri)
        and args.get("format") in {None, "JSON"}
    ]
    pages = {name: args[name] for name in PAGE_ARGUMENTS if name in args}
    return viewed(page(found, lambda each: (each["id"], each["id"]), **pages), subscription_view)
