"""Inventory items, their levels and what changed them, as GraphQL shows them."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.catalogue import locations, stock
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import invalid_id
from integrator.sandbox.shopify.fulfillment_orders.places import location_gid, location_id
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.paging import connection


def item_view(ctx: Context, item: Document) -> dict[str, Any]:
    """Build an `InventoryItem`; its variants are found when asked for."""

    def level(_info: Any, locationId: str, **_: Any) -> Document | None:
        location = locations.find(ctx.db, ctx.store, locationId)
        if location is None:
            return None
        place = str(location["place"])
        return level_view(ctx, item, place) if place in item["levels"] else None

    return {
        "__typename": "InventoryItem",
        "id": stock.item_gid(item),
        "legacyResourceId": str(item["id"]),
        "sku": item["sku"],
        "tracked": item["tracked"],
        "requiresShipping": True,
        "harmonizedSystemCode": item["harmonized_system_code"],
        "countryCodeOfOrigin": item["country_code_of_origin"],
        "createdAt": item["created_at"],
        "updatedAt": item["updated_at"],
        "inventoryLevel": level,
        "inventoryLevels": connection(lambda: [level_view(ctx, item, place) for place in item["levels"]]),
        "variants": connection(lambda: _variants(ctx, item)),
    }


def level_view(ctx: Context, item: Document, place: str) -> dict[str, Any]:
    """Build an `InventoryLevel`."""
    level = item["levels"][place]

    def quantities(_info: Any, names: list[str]) -> list[Document]:
        return [_quantity_view(item, place, name) for name in names]

    return {
        "__typename": "InventoryLevel",
        "id": gid("InventoryLevel", f"{location_id(place)}?inventory_item_id={item['id']}"),
        "isActive": level["active"],
        "canDeactivate": not level["committed"],
        "deactivationAlert": None,
        "createdAt": level["created_at"],
        "updatedAt": level["updated_at"],
        "quantities": quantities,
        "item": lambda _info: item_view(ctx, item),
        "location": lambda _info: location_at(ctx, place),
    }


def adjustment_view(ctx: Context, group: Document) -> dict[str, Any]:
    """Build an `InventoryAdjustmentGroup`. What a quantity became is not told; it has to be read."""
    return {
        "__typename": "InventoryAdjustmentGroup",
        "id": gid("InventoryAdjustmentGroup", group["id"]),
        "createdAt": group["created_at"],
        "reason": group["reason"],
        "referenceDocumentUri": group["reference"],
        "changes": lambda _info, **_: [_change_view(ctx, change) for change in group["changes"]],
    }


def location_at(ctx: Context, place: str) -> Document | None:
    found = locations.find(ctx.db, ctx.store, location_gid(place))
    return None if found is None else locations.location_view(found)


def _change_view(ctx: Context, change: Document) -> dict[str, Any]:
    # Source: contract api, section 10: `quantityAfterChange` is null in the answer. [seen in code]
    return {
        "name": change["name"],
        "delta": change["delta"],
        "quantityAfterChange": None,
        "ledgerDocumentUri": change["ledger"],
        "item": lambda _info: item_view(ctx, stock.find(ctx.db, ctx.store, change["item"]) or {}),
        "location": lambda _info: location_at(ctx, change["place"]),
    }


def _quantity_view(item: Document, place: str, name: str) -> dict[str, Any]:
    level = item["levels"][place]
    if name != "on_hand" and name not in stock.STATES:
        raise invalid_id(name)
    return {
        "id": gid("InventoryQuantity", f"{location_id(place)}?inventory_item_id={item['id']}&name={name}"),
        "name": name,
        "quantity": stock.quantity(level, name),
        "updatedAt": level["updated_at"],
    }


def _variants(ctx: Context, item: Document) -> list[Document]:
    # A variant shows its item and an item its variant, so one of the two is imported late.
    from integrator.sandbox.shopify.catalogue import products  # noqa: PLC0415
    from integrator.sandbox.shopify.catalogue.views_product import variant_view  # noqa: PLC0415

    found = products.find_variant(ctx.db, ctx.store, item["variant"])
    return [] if found is None else [variant_view(ctx, *found)]
