"""The mutations that leave marks on an order: tags and metafields."""

from collections.abc import Callable
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import edits
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox, too_long_list
from integrator.sandbox.shopify.gids import split
from integrator.sandbox.shopify.metafields import write
from integrator.sandbox.shopify.orders import change, order_gid
from integrator.sandbox.shopify.views_order import metafield_view, order_view

_MOST_METAFIELDS = 25
_MOST_ENTRIES = 250


def tags_add(ctx: Context, *, id: str, tags: list[str]) -> Document:  # noqa: A002 - Shopify's own argument name
    return _with_tags(ctx, id, tags, edits.add_tags)


def tags_remove(ctx: Context, *, id: str, tags: list[str]) -> Document:  # noqa: A002 - Shopify's own argument name
    return _with_tags(ctx, id, tags, edits.remove_tags)


def metafields_set(ctx: Context, *, metafields: list[dict[str, Any]]) -> Document:
    """All or nothing; only what really changed is an effect. Source: contract api, section 5. [documented]"""
    if len(metafields) > _MOST_ENTRIES:
        raise too_long_list(len(metafields))
    if len(metafields) > _MOST_METAFIELDS:
        message = f"Exceeded the maximum metafields input limit of {_MOST_METAFIELDS}."
        raise Refused(["metafields"], message, "LESS_THAN_OR_EQUAL_TO")
    owners: dict[str, Document] = {}
    written: list[tuple[str, Document, bool]] = []
    for place, wanted in enumerate(metafields):
        owner = wanted["ownerId"]
        if owner not in owners:
            owners[owner] = _owner(ctx, owner, ["metafields", str(place), "ownerId"], place)
        written.append((owner, *write(ctx.action, owners[owner], wanted, place)))
    for owner, order in owners.items():
        changed = [field for of, field, is_changed in written if of == owner and is_changed]
        if changed:
            change(ctx.action, order)
            keys = [f"{field['namespace']}.{field['key']}" for field in changed]
            ctx.action.record("metafields_set", key=",".join(keys), subject=order_gid(order), name=order["name"])
    return {"metafields": [metafield_view(field) for _, field, _ in written]}


def _with_tags(
    ctx: Context, gid: str, tags: list[str], verb: Callable[[Action, Document, list[str]], None]
) -> Document:
    if len(tags) > _MOST_ENTRIES:
        raise too_long_list(len(tags))
    order = _owner(ctx, gid, ["id"], None)
    verb(ctx.action, order, edits.tags_from(tags))
    return {"node": order_view(order)}


def _owner(ctx: Context, gid: str, field: list[str], place: int | None) -> Document:
    kind, _ = split(gid)
    if kind in {"Customer", "DraftOrder", "Product", "ProductVariant", "Company", "Location", "Shop"}:
        raise not_in_sandbox(f"Marking a {kind}")
    order = ctx.find_order(gid)
    if order is None:
        raise Refused(field, "Owner does not exist", None if place is None else "INVALID", index=place)
    return order
