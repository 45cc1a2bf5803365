"""The lists of the catalogue: what they can be searched and sorted by."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import terms
from integrator.sandbox.shopify.catalogue import files, locations, products, publishing, stock
from integrator.sandbox.shopify.catalogue.views_file import file_view
from integrator.sandbox.shopify.catalogue.views_product import product_view
from integrator.sandbox.shopify.catalogue.views_stock import item_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.listing import Listing


def _skus(product: Document) -> list[str]:
    return [variant["sku"] for variant in product["variants"]]


PRODUCTS = Listing(
    name="products",
    tests={
        "": terms.words(lambda product: [product["title"], product["vendor"], *_skus(product)]),
        "barcode": terms.text(lambda product: [each["barcode"] for each in product["variants"]]),
        "created_at": terms.moment("created_at"),
        "handle": terms.field_text("handle"),
        "id": terms.gid_number("id"),
        "product_type": terms.field_text("product_type"),
        "published_at": terms.moment("published_at"),
        "sku": terms.text(_skus),
        "status": terms.field_text("status"),
        "tag": terms.TAGGED,
        "tag_not": terms.no(terms.TAGGED),
        "title": terms.words(lambda product: [product["title"]]),
        "updated_at": terms.moment("updated_at"),
        "vendor": terms.field_text("vendor"),
    },
    sort_values={
        "CREATED_AT": lambda product: product["created_at"],
        "UPDATED_AT": lambda product: product["updated_at"],
        "TITLE": lambda product: product["title"],
    },
    not_emulated=frozenset({"collection_id", "inventory_total", "out_of_stock_somewhere", "published_status"}),
)
ITEMS = Listing(
    name="inventoryItems",
    tests={
        "created_at": terms.moment("created_at"),
        "id": terms.gid_number("id"),
        "sku": terms.field_text("sku"),
        "updated_at": terms.moment("updated_at"),
    },
)
FILES = Listing(
    name="files",
    tests={
        "": terms.words(lambda file: [file["filename"]]),
        "created_at": terms.moment("created_at"),
        "filename": terms.field_text("filename"),
        "id": terms.gid_number("id"),
        "media_type": terms.text(lambda file: [{"MediaImage": "IMAGE"}.get(file["kind"], "GENERIC_FILE")]),
        "updated_at": terms.moment("updated_at"),
    },
    sort_values={
        "CREATED_AT": lambda file: file["created_at"],
        "UPDATED_AT": lambda file: file["updated_at"],
        "FILENAME": lambda file: file["filename"],
    },
    not_emulated=frozenset({"ids", "original_upload_size", "product_id", "status", "used_in"}),
)
LOCATIONS = Listing(
    name="locations",
    sort_values={"NAME": lambda location: location["name"]},
    number=lambda location: int(location["place"]),
)
PUBLICATIONS = Listing(name="publications", number=lambda publication: int(publication["number"]))


def all_products(ctx: Context, **args: Any) -> Document:
    found = products.of_store(ctx.db, ctx.store)
    return PRODUCTS.found(ctx, found, lambda product: product_view(ctx, product), args)


def all_items(ctx: Context, **args: Any) -> Document:
    return ITEMS.found(ctx, stock.of_store(ctx.db, ctx.store), lambda item: item_view(ctx, item), args)


def all_files(ctx: Context, **args: Any) -> Document:
    return FILES.found(ctx, files.of_store(ctx.db, ctx.store), lambda file: file_view(ctx, file), args)


def all_locations(ctx: Context, **args: Any) -> Document:
    return LOCATIONS.found(ctx, locations.of_store(ctx.db, ctx.store), locations.location_view, args)


def all_publications(ctx: Context, **args: Any) -> Document:
    found = [{"number": number} for number in publishing.NUMBERS]
    return PUBLICATIONS.found(ctx, found, lambda each: publishing.publication_view(each["number"]), args)
