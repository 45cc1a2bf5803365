"""Products: reading what is governed about them, and writing approved content."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from integrator.clients.shopify.documents import (
    PRODUCT_BY_IDENTIFIER,
    PRODUCT_DETAIL,
    PRODUCT_UPDATE,
    PRODUCT_VARIANTS_BULK_UPDATE,
    PRODUCTS_POLL,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models import Listing, Metafield, Product, ProductMark, ProductPage, Variant
from integrator.clients.shopify.nodes import Done, Node, PageInfoNode, Text

_PAGE = 50
_CONTENT = {"title": "title", "description_html": "descriptionHtml", "status": "status", "handle": "handle"}
"""What `update_product` may change, and Shopify's words for it."""


class _MarkNode(Node):
    id: str
    handle: str
    title: str
    status: str
    updated_at: datetime


class _MarkData(Node):
    product_by_identifier: _MarkNode | None


class _MarksNode(Node):
    nodes: list[_MarkNode]
    page_info: PageInfoNode


class _PollData(Node):
    products: _MarksNode


class _SeoNode(Node):
    title: Text
    description: Text


class _MetafieldNode(Node):
    key: str
    type: str
    value: str
    compare_digest: str


class _MetafieldsNode(Node):
    nodes: list[_MetafieldNode]


class _ItemNode(Node):
    id: str


class _VariantNode(Node):
    id: str
    sku: Text
    price: Decimal
    compare_at_price: Decimal | None
    inventory_item: _ItemNode


class _VariantsNode(Node):
    nodes: list[_VariantNode]


class _MediumNode(Node):
    id: str
    alt: Text
    status: str


class _MediaNode(Node):
    nodes: list[_MediumNode]


class _ListingNode(Node):
    is_published: bool
    publish_date: datetime | None
    publication: _ItemNode


class _ListingsNode(Node):
    nodes: list[_ListingNode]


class _ProductNode(_MarkNode):
    vendor: Text
    product_type: Text
    tags: list[str]
    description_html: Text
    seo: _SeoNode
    metafields: _MetafieldsNode
    variants: _VariantsNode
    media: _MediaNode
    resource_publications_v2: _ListingsNode


class _ProductData(Node):
    product: _ProductNode | None


class Products:
    """The part of `Shopify` that is about products."""

    _graphql: GraphQL

    def find_product(self, handle: str) -> ProductMark | None:
        """Find a product by its handle. Repeating it is harmless. Source: contracts/shopify/api, 6. [documented]"""
        variables = {"identifier": {"handle": handle}}
        node = self._graphql.ask(PRODUCT_BY_IDENTIFIER, variables, _MarkData).product_by_identifier
        return None if node is None else _mark(node)

    def get_product(self, product_id: str) -> Product | None:
        """
        Read a product with its variants, media, metafields of ours and where it is on sale; None for an unknown one.

        Repeating it is harmless.
        """
        variables = {"id": check_id(product_id, "Product")}
        node = self._graphql.ask(PRODUCT_DETAIL, variables, _ProductData).product
        return None if node is None else _product(node)

    def products_since(self, search: str, *, after: str | None = None) -> ProductPage:
        """
        List the products that match `search`, oldest change first, by pages of 50; `after` is the last page's `next`.

        The list lags behind writes. Repeating it is harmless. Source: contracts/shopify/api, 5 and 12. [documented]
        """
        variables = {"query": search, "first": _PAGE, "after": after}
        found = self._graphql.ask(PRODUCTS_POLL, variables, _PollData).products
        return ProductPage(products=tuple(map(_mark, found.nodes)), next=found.page_info.next)

    def update_product(
        self, product_id: str, content: Mapping[str, str], *, seo: Mapping[str, str] | None = None
    ) -> None:
        """
        Write approved content: `title`, `description_html`, `status`, `handle`; `seo` has title and description.

        Writing the same again changes nothing but the moment of change, so repeating it is harmless. Shopify has
        no check of an expected old value here: read before, and compare.

        Raises:
            ValueError: `content` names something else.
        """
        if unknown := content.keys() - _CONTENT.keys():
            raise ValueError(f"{min(unknown)!r} is no content of a product; known are {', '.join(_CONTENT)}")
        wanted: dict[str, object] = {_CONTENT[name]: value for name, value in content.items()}
        if seo is not None:
            wanted["seo"] = dict(seo)
        variables = {"product": {"id": check_id(product_id, "Product"), **wanted}}
        self._graphql.change(PRODUCT_UPDATE, variables, "productUpdate", Done)

    def set_prices(self, product_id: str, prices: Mapping[str, Decimal]) -> None:
        """
        Set the prices of variants, by `gid://shopify/ProductVariant/<number>`, in the store's currency; all or none.

        Writing the same again changes nothing but the moment of change, so repeating it is harmless.
        """
        variants = [
            {"id": check_id(variant_id, "ProductVariant"), "price": str(price)} for variant_id, price in prices.items()
        ]
        variables = {"productId": check_id(product_id, "Product"), "variants": variants}
        self._graphql.change(PRODUCT_VARIANTS_BULK_UPDATE, variables, "productVariantsBulkUpdate", Done)


def _mark(node: _MarkNode) -> ProductMark:
    return ProductMark(id=node.id, handle=node.handle, title=node.title, status=node.status, updated_at=node.updated_at)


def _product(node: _ProductNode) -> Product:
    return Product(
        **_mark(node).model_dump(),
        vendor=node.vendor,
        kind=node.product_type,
        tags=tuple(node.tags),
        description_html=node.description_html,
        seo_title=node.seo.title,
        seo_description=node.seo.description,
        metafields={
            each.key: Metafield(type=each.type, value=each.value, digest=each.compare_digest)
            for each in node.metafields.nodes
        },
        variants=tuple(
            Variant(
                id=each.id,
                sku=each.sku,
                price=each.price,
                compare_at_price=each.compare_at_price,
                inventory_item_id=each.inventory_item.id,
            )
            for each in node.variants.nodes
        ),
        media=tuple(each.id for each in node.media.nodes),
        listings={
            each.publication.id: Listing(is_published=each.is_published, since=each.publish_date)
            for each in node.resource_publications_v2.nodes
        },
    )
