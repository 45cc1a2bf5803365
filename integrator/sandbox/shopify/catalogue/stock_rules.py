"""When a change of quantities is refused. Source: contract api, section 10. [documented], [seen in code]"""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.catalogue import locations, stock
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import number_of

_MOST = 1_000_000_000
_REASONS = frozenset(
    [
        "correction",
        "cycle_count_available",
        "damaged",
        "movement_canceled",
        "movement_created",
        "movement_received",
        "movement_updated",
        "other",
        "promotion",
        "quality_control",
        "received",
        "reservation_created",
        "reservation_deleted",
        "reservation_updated",
        "restock",
        "safety_stock",
        "shrinkage",
    ]
)
_ADJUSTABLE = frozenset(stock.STATES) - {"committed"}


def check_set(wanted: dict[str, Any]) -> None:
    """Check an `InventorySetQuantitiesInput` without looking at any level."""
    if wanted["name"] not in {"available", "on_hand"}:
        raise Refused(["input", "name"], "The quantity name must be either 'available' or 'on_hand'.", "INVALID_NAME")
    _check_common(wanted)
    seen: set[tuple[str, str]] = set()
    for place, entry in enumerate(wanted["quantities"]):
        path = ["input", "quantities", str(place)]
        pair = (entry["inventoryItemId"], entry["locationId"])
        if pair in seen:
            message = "The combination of inventoryItemId and locationId must be unique."
            raise Refused([*path, "locationId"], message, "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR")
        seen.add(pair)
        if entry["quantity"] < 0:
            raise Refused([*path, "quantity"], "The quantity can't be negative.", "INVALID_QUANTITY_NEGATIVE")
        if entry["quantity"] > _MOST:
            message = "The quantity can't be higher than 1,000,000,000."
            raise Refused([*path, "quantity"], message, "INVALID_QUANTITY_TOO_HIGH")


def check_adjust(wanted: dict[str, Any]) -> None:
    """Check an `InventoryAdjustQuantitiesInput` without looking at any level."""
    if wanted["name"] not in _ADJUSTABLE:
        raise Refused(["input", "name"], "The quantity name is not valid.", "INVALID_QUANTITY_NAME")
    _check_common(wanted)
    documents = {entry.get("ledgerDocumentUri") for entry in wanted["changes"]}
    if len(documents) > 1:
        message = "All changes must have the same ledger document URI or no ledger document URI."
        raise Refused(["input", "changes"], message, "MAX_ONE_LEDGER_DOCUMENT")
    for place, entry in enumerate(wanted["changes"]):
        path = ["input", "changes", str(place)]
        _check_ledger(wanted["name"], entry.get("ledgerDocumentUri"), [*path, "ledgerDocumentUri"])
        if abs(entry["delta"]) > _MOST:
            code = "INVALID_QUANTITY_TOO_HIGH" if entry["delta"] > 0 else "INVALID_QUANTITY_TOO_LOW"
            raise Refused([*path, "delta"], "The quantity is out of its range.", code)


def level(ctx: Context, entry: dict[str, Any], path: list[str]) -> tuple[Document, str]:
    """Return the item and the place of its level; raises `Refused` for what is not there."""
    item = stock.find(ctx.db, ctx.store, number_of(entry["inventoryItemId"], "InventoryItem"))
    if item is None:
        message = "The specified inventory item could not be found."
        raise Refused([*path, "inventoryItemId"], message, "INVALID_INVENTORY_ITEM")
    location = locations.find(ctx.db, ctx.store, entry["locationId"])
    if location is None:
        raise Refused([*path, "locationId"], "The specified location could not be found.", "INVALID_LOCATION")
    place = str(location["place"])
    if place not in item["levels"]:
        message = "The specified inventory item is not stocked at the location."
        raise Refused([*path, "locationId"], message, "ITEM_NOT_STOCKED_AT_LOCATION")
    return item, place


def check_present(entry: dict[str, Any], present: int, path: list[str]) -> None:
    """Refuse a change of what is no longer as the caller saw it; an explicit null skips the check."""
    if "changeFromQuantity" not in entry:
        # That it must be there is documented, the form of the refusal is not. [inferred]
        message = "The changeFromQuantity argument is required."
        raise Refused([*path, "changeFromQuantity"], message, "COMPARE_QUANTITY_REQUIRED")
    expected = entry["changeFromQuantity"]
    if expected is not None and expected != present:
        message = "The changeFromQuantity argument no longer matches the persisted quantity."
        raise Refused([*path, "changeFromQuantity"], message, "CHANGE_FROM_QUANTITY_STALE")


def _check_common(wanted: dict[str, Any]) -> None:
    if wanted["reason"] not in _REASONS:
        raise Refused(["input", "reason"], "The specified reason is invalid.", "INVALID_REASON")
    reference = wanted.get("referenceDocumentUri")
    if reference is not None and (":" not in reference or reference.startswith("gid://shopify/")):
        message = "The specified reference document is invalid."
        raise Refused(["input", "referenceDocumentUri"], message, "INVALID_REFERENCE_DOCUMENT")


def _check_ledger(name: str, document: str | None, path: list[str]) -> None:
    if name == "available" and document is not None:
        message = "A ledger document URI is not allowed when adjusting available."
        raise Refused(path, message, "INVALID_AVAILABLE_DOCUMENT")
    if name != "available" and document is None:
        message = "A ledger document URI is required except when adjusting available."
        raise Refused(path, message, "INVALID_QUANTITY_DOCUMENT")
    if document is not None and document.startswith("gid://shopify/"):
        message = "The ledger document can't be an internal document."
        raise Refused(path, message, "INTERNAL_LEDGER_DOCUMENT")
