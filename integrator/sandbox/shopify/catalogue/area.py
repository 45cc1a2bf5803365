"""The catalogue's part of the Admin API."""

from integrator.sandbox.shopify.area import Area, Owner, Root
from integrator.sandbox.shopify.catalogue import (
    definitions,
    lists,
    locations,
    mutations_file,
    mutations_product,
    mutations_stock,
    owners,
    queries,
)
from integrator.sandbox.shopify.catalogue.happenings import HAPPENINGS

AREA = Area(
    queries={
        "product": Root(queries.product),
        "productByIdentifier": Root(queries.product_by_identifier),
        "productVariant": Root(queries.product_variant),
        "inventoryItem": Root(queries.inventory_item),
        "location": Root(queries.location),
        "locations": Root(lists.all_locations),
        "publications": Root(lists.all_publications),
        "products": Root(lists.all_products),
        "inventoryItems": Root(lists.all_items),
        "files": Root(lists.all_files),
    },
    mutations={
        "productUpdate": Root(mutations_product.product_update, ("product",)),
        "productVariantsBulkUpdate": Root(
            mutations_product.product_variants_bulk_update, ("product", "productVariants")
        ),
        "publishablePublish": Root(mutations_product.publishable_publish, ("publishable",)),
        "publishableUnpublish": Root(mutations_product.publishable_unpublish, ("publishable",)),
        "inventorySetQuantities": Root(
            mutations_stock.inventory_set_quantities,
            ("inventoryAdjustmentGroup",),
            again=mutations_stock.adjusted_again,
        ),
        "inventoryAdjustQuantities": Root(
            mutations_stock.inventory_adjust_quantities,
            ("inventoryAdjustmentGroup",),
            again=mutations_stock.adjusted_again,
        ),
        "inventoryActivate": Root(
            mutations_stock.inventory_activate, ("inventoryLevel",), again=mutations_stock.activated_again
        ),
        "stagedUploadsCreate": Root(mutations_file.staged_uploads_create, ("stagedTargets",)),
        "fileCreate": Root(mutations_file.file_create, ("files",)),
        "fileUpdate": Root(mutations_file.file_update, ("files",)),
        "metafieldDefinitionCreate": Root(definitions.metafield_definition_create, ("createdDefinition",)),
    },
    nodes={
        "Product": lambda ctx, gid: queries.product(ctx, id=gid),
        "ProductVariant": lambda ctx, gid: queries.product_variant(ctx, id=gid),
        "InventoryItem": lambda ctx, gid: queries.inventory_item(ctx, id=gid),
        "Location": lambda ctx, gid: queries.location(ctx, id=gid),
        "GenericFile": lambda ctx, gid: queries.file(ctx, id=gid),
        "MediaImage": lambda ctx, gid: queries.file(ctx, id=gid),
    },
    owners={
        "Product": owners.PRODUCT,
        "ProductVariant": owners.VARIANT,
        "Location": Owner(
            locations.owner, locations.change, lambda _ctx, each: locations.location_view(each), has_tags=False
        ),
    },
    happenings=HAPPENINGS,
)
