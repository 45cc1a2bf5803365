"""Marks that we leave on orders and other objects: tags and metafields in the app's own namespace."""

from collections.abc import Iterable, Mapping, Sequence

from integrator.clients.errors import Refused
from integrator.clients.shopify.documents import (
    METAFIELD_DEFINITION_CREATE,
    METAFIELDS_DELETE,
    METAFIELDS_SET,
    TAGS_ADD,
    TAGS_REMOVE,
    Document,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.nodes import Done

TAG_LENGTH = 40
METAFIELDS_AT_ONCE = 25


class Marks:
    """The part of `Shopify` that writes tags and metafields."""

    _graphql: GraphQL

    def add_tags(self, owner_id: str, tags: Sequence[str]) -> None:
        """
        Add tags to an order, customer, product or the like; nothing happens for those that it has.

        Idempotent at Shopify. Source: contracts/shopify/api, 5 and 9. [documented]

        Raises:
            ValueError: a tag is empty, has a comma, or more than 40 characters.
        """
        self._change_tags(TAGS_ADD, "tagsAdd", owner_id, tags)

    def remove_tags(self, owner_id: str, tags: Sequence[str]) -> None:
        """
        Remove tags; nothing happens for those that are not there.

        Idempotent at Shopify. Source: contracts/shopify/api, 9. [documented]
        """
        self._change_tags(TAGS_REMOVE, "tagsRemove", owner_id, tags)

    def set_metafields(
        self,
        owner_id: str,
        values: Mapping[str, str],
        *,
        type: str = "json",  # noqa: A002 - Shopify's own word for it.
    ) -> None:
        """
        Write values by key into the app's own namespace `$app`; all are written, or none.

        Idempotent at Shopify: the same value again changes nothing. At most 25 values of 16 kB each.

        Source: contracts/shopify/api, 5, 9 and 10, metafieldsSet. [documented]
        """
        if not 0 < len(values) <= METAFIELDS_AT_ONCE:
            raise ValueError(f"1 to {METAFIELDS_AT_ONCE} metafields can be written at once")
        check_id(owner_id)
        metafields = [
            {"ownerId": owner_id, "namespace": "$app", "key": key, "type": type, "value": value}
            for key, value in values.items()
        ]
        variables = {"metafields": metafields}
        self._graphql.change(METAFIELDS_SET, variables, "metafieldsSet", Done)

    def delete_metafields(self, owner_id: str, keys: Sequence[str]) -> None:
        """
        Delete values from the app's own namespace; nothing happens for those that are not there.

        Idempotent at Shopify. Source: contracts/shopify/api, 9. [documented]
        """
        check_id(owner_id)
        metafields = [{"ownerId": owner_id, "namespace": "$app", "key": key} for key in keys]
        self._graphql.change(METAFIELDS_DELETE, {"metafields": metafields}, "metafieldsDelete", Done)

    def define_metafield(self, owner_type: str, key: str, *, name: str, type: str) -> None:  # noqa: A002 - Shopify's own word for it.
        """
        Define a metafield of the app's own namespace, so that people see it; one that is defined stays as it is.

        Idempotent by key. Source: contracts/shopify/flows, refusals: TAKEN means that it exists. [documented]

        Args:
            owner_type: Shopify's word, such as ORDER or PRODUCT.
            key: in the namespace; lower case with underscores.
            name: for people.
            type: Shopify's word, such as json or url.
        """
        definition = {"namespace": "$app", "key": key, "name": name, "type": type, "ownerType": owner_type}
        variables = {"definition": definition}
        try:
            self._graphql.change(METAFIELD_DEFINITION_CREATE, variables, "metafieldDefinitionCreate", Done)
        except Refused as refused:
            if refused.codes != ("TAKEN",):
                raise

    def _change_tags(self, document: Document, root: str, owner_id: str, tags: Sequence[str]) -> None:
        check_tags(tags)
        variables = {"id": check_id(owner_id), "tags": list(tags)}
        self._graphql.change(document, variables, root, Done)


def check_tags(tags: Iterable[str]) -> None:
    """Raise `ValueError` for what cannot be a tag."""
    for tag in tags:
        # Shopify splits a tag at commas.
        if not tag.strip() or "," in tag or len(tag) > TAG_LENGTH:
            raise ValueError(f"{tag[:60]!r} cannot be a tag: 1 to {TAG_LENGTH} characters, no comma")
