"""Products, stock, files and publications."""

from typing import Any

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples import Example, Examples, Variables

ABROAD = "gid://shopify/Location/70000000003"
AT_HOME = "gid://shopify/Location/70000000001"
_UNKNOWN = "gid://shopify/Product/1"
_KEY = "5f0c2a9e-7b4f-4e61-a8d3-f17c9b20e4aa"


def product(store: Store) -> dict[str, Any]:
    """Let the merchant have a product of 7 pieces at each location."""
    found: dict[str, Any] = store.happen("product-create", title="Ölzeug", sku="KW-OEL", quantity=7)
    return found


def _id(store: Store) -> dict[str, Any]:
    return {"id": product(store)["id"]}


def _set(quantity: int, seen: int) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        item = product(store)["inventory_item"]
        entry = {"inventoryItemId": item, "locationId": AT_HOME, "quantity": quantity, "changeFromQuantity": seen}
        return {"input": {"name": "available", "reason": "correction", "quantities": [entry]}, "idempotencyKey": _KEY}

    return variables


def _adjust(place: str) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        item = product(store)["inventory_item"]
        entry = {"inventoryItemId": item, "locationId": place, "delta": -2, "changeFromQuantity": None}
        return {"input": {"name": "available", "reason": "damaged", "changes": [entry]}, "idempotencyKey": _KEY}

    return variables


def _activate(store: Store) -> dict[str, Any]:
    item = product(store)["inventory_item"]
    return {"inventoryItemId": item, "locationId": ABROAD, "available": 4, "idempotencyKey": _KEY}


def _price(amount: str) -> Variables:
    def variables(store: Store) -> dict[str, Any]:
        made = product(store)
        return {"productId": made["id"], "variants": [{"id": made["variant"], "price": amount}]}

    return variables


def _publish(number: int) -> Variables:
    entry = {"publicationId": f"gid://shopify/Publication/{number}"}
    return lambda store: {**_id(store), "input": [entry]}


def staged(store: Store, filename: str = "zertifikat.pdf") -> str:
    """Upload a file to Shopify's shelf for arrivals and return where it lies."""
    wanted = {"filename": filename, "mimeType": "application/pdf", "resource": "FILE"}
    (target,) = store.ask("staged_uploads_create", input=[wanted])["stagedTargets"]
    assert 200 == store.http.put(target["url"], content=b"%PDF-1.7").status_code
    source: str = target["resourceUrl"]
    return source


def file(store: Store, filename: str = "zertifikat.pdf") -> str:
    store.set(file_seconds=0)
    (made,) = store.ask("file_create", files=[{"originalSource": staged(store, filename)}])["files"]
    number: str = made["id"]
    return number


def _define(key: str) -> Variables:
    definition = {"name": "Prüfakte", "namespace": "$app", "key": key, "type": "url", "ownerType": "PRODUCT"}
    return lambda _: {"definition": definition}


EXAMPLES: Examples = {
    "product_by_identifier": Example(lambda store: {"identifier": _id(store)}),
    "product_detail": Example(_id),
    "products_poll": Example(lambda store: {"query": f"id:{product(store)['id'].rsplit('/', 1)[-1]}", "first": 50}),
    "product_update": Example(
        lambda store: {"product": {**_id(store), "title": "Ölzeug, gelb"}},
        lambda _: {"product": {"id": _UNKNOWN, "title": "x"}},
        "Product does not exist",
    ),
    "product_variants_bulk_update": Example(_price("31.50"), _price("-1.00"), "NEGATIVE_PRICE_VALUE"),
    "publications": Example(lambda _: {"first": 10}),
    "publishable_publish": Example(_publish(2), _publish(99), "Publication does not exist or is not publishable"),
    "publishable_unpublish": Example(_publish(1), _publish(99), "Publication does not exist or is not publishable"),
    "locations": Example(lambda _: {"first": 10}),
    "inventory_by_sku": Example(lambda store: {"query": "sku:KW-OEL", "first": 5} if product(store) else {}),
    "inventory_level_at_location": Example(
        lambda store: {"inventoryItemId": product(store)["inventory_item"], "locationId": AT_HOME}
    ),
    "inventory_set_quantities": Example(_set(5, 7), _set(5, 6), "CHANGE_FROM_QUANTITY_STALE"),
    "inventory_adjust_quantities": Example(_adjust(AT_HOME), _adjust(ABROAD), "ITEM_NOT_STOCKED_AT_LOCATION"),
    "inventory_activate": Example(
        _activate,
        lambda store: {**_activate(store), "locationId": "gid://shopify/Location/9"},
        "The location could not be found.",
    ),
    "staged_uploads_create": Example(
        lambda _: {"input": [{"filename": "a.pdf", "mimeType": "application/pdf", "resource": "FILE"}]},
        lambda _: {"input": [{"filename": "../a.pdf", "mimeType": "application/pdf", "resource": "FILE"}]},
        "Filename is invalid",
    ),
    "file_create": Example(
        lambda store: {"files": [{"originalSource": staged(store), "contentType": "FILE"}]},
        lambda _: {"files": [{"originalSource": "ftp://x.example/a.pdf"}]},
        "INVALID_IMAGE_SOURCE_URL",
    ),
    "file_status": Example(lambda store: {"ids": [file(store)]}),
    "file_update": Example(
        lambda store: {"files": [{"id": file(store), "alt": "Konformitätserklärung"}]},
        lambda _: {"files": [{"id": "gid://shopify/GenericFile/1", "alt": "x"}]},
        "FILE_DOES_NOT_EXIST",
    ),
    "files_search": Example(lambda store: {"query": "filename:zertifikat.pdf", "first": 5} if file(store) else {}),
    "metafield_definition_create": Example(_define("pruefakte"), _define("x"), "TOO_SHORT"),
}
