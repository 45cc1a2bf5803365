"""Publications: where a product is on sale, and from when."""

from datetime import datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.catalogue import products
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.paging import connection

_CHANNELS = {"1": ("Online Store", "online_store", True), "2": ("Point of Sale", "pos", False)}
"""By number: name, handle, and whether it can publish at a later time."""
NUMBERS = tuple(_CHANNELS)


def publication_view(number: str) -> Document:
    """Build a `Publication`."""
    name, handle, can_wait = _CHANNELS[number]
    channel = {"id": gid("Channel", number), "name": name, "handle": handle, "supportsFuturePublishing": can_wait}
    return {
        "__typename": "Publication",
        "id": gid("Publication", number),
        "autoPublish": number == "1",
        "supportsFuturePublishing": can_wait,
        "catalog": None,
        "channels": connection(lambda: [channel]),
    }


def fields(ctx: Context, product: Document) -> dict[str, Any]:
    """Build the fields of a product that say where it is published."""

    def shown(_info: Any, onlyPublished: bool = True, **args: Any) -> Any:  # noqa: FBT001, FBT002 - Shopify's own argument
        listed = [
            _resource_view(ctx, number, at)
            for number, at in product["publications"].items()
            if not onlyPublished or _is_live(ctx, at)
        ]
        return connection(lambda: listed)(_info, **args)

    return {
        "resourcePublicationsV2": shown,
        "availablePublicationsCount": lambda _info, **_: {
            "count": sum(_is_live(ctx, at) for at in product["publications"].values()),
            "precision": "EXACT",
        },
    }


def publish(ctx: Context, product: Document, wanted: list[dict[str, Any]]) -> None:
    """Put a product on sale; raises `Refused`. Source: contract operations, refusals by mutation. [seen in code]"""
    chosen = _chosen(wanted)
    for number, entry in chosen.items():
        at = entry.get("publishDate")
        if at is not None and not _CHANNELS[number][2]:
            raise Refused(["input"], "Publication does not support future publishing")
    after = {
        **product["publications"],
        **{number: e.get("publishDate") or ctx.action.stamp for number, e in chosen.items()},
    }
    _keep(ctx, product, after, "product_published", sorted(chosen))


def unpublish(ctx: Context, product: Document, wanted: list[dict[str, Any]]) -> None:
    """Take a product off sale; raises `Refused`."""
    chosen = _chosen(wanted)
    after = {number: at for number, at in product["publications"].items() if number not in chosen}
    _keep(ctx, product, after, "product_unpublished", sorted(chosen))


def _keep(ctx: Context, product: Document, after: dict[str, str], effect: str, numbers: list[str]) -> None:
    if after == product["publications"]:
        return
    product["publications"] = after
    products.change(ctx.action, product)
    subject = products.product_gid(product)
    ctx.action.record(effect, key=",".join(numbers), subject=subject, title=product["title"])


def _chosen(wanted: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    chosen: dict[str, dict[str, Any]] = {}
    for place, entry in enumerate(wanted):
        path = ["input", str(place), "publicationId"]
        if not entry.get("publicationId"):
            raise Refused(path, "Publication can't be blank")
        number = number_of(entry["publicationId"], "Publication")
        if number not in _CHANNELS:
            raise Refused(path, "Publication does not exist or is not publishable")
        if number in chosen:
            raise Refused(path, "The same publication was specified more than once")
        chosen[number] = entry
    return chosen


def _is_live(ctx: Context, at: str) -> bool:
    return datetime.fromisoformat(at) <= ctx.action.at


def _resource_view(ctx: Context, number: str, at: str) -> Document:
    return {
        "isPublished": _is_live(ctx, at),
        "publishDate": at,
        "publication": publication_view(number),
    }
