"""Publications: on which channels a product is on sale, and from when."""

from collections.abc import Sequence
from datetime import UTC, datetime

from integrator.clients.shopify.documents import PUBLICATIONS, PUBLISHABLE_PUBLISH, PUBLISHABLE_UNPUBLISH
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models import Publication
from integrator.clients.shopify.nodes import Done, Node

_PAGE = 50


class _ChannelNode(Node):
    name: str
    handle: str


class _ChannelsNode(Node):
    nodes: list[_ChannelNode]


class _PublicationNode(Node):
    id: str
    supports_future_publishing: bool
    channels: _ChannelsNode


class _PublicationsNode(Node):
    nodes: list[_PublicationNode]


class _PublicationsData(Node):
    publications: _PublicationsNode


class Publishing:
    """The part of `Shopify` that puts products on sale."""

    _graphql: GraphQL

    def publications(self) -> list[Publication]:
        """List where products can be sold. Repeating it is harmless."""
        nodes = self._graphql.ask(PUBLICATIONS, {"first": _PAGE}, _PublicationsData).publications.nodes
        return [
            Publication(
                id=node.id,
                channels=tuple(channel.handle for channel in node.channels.nodes),
                can_wait=node.supports_future_publishing,
            )
            for node in nodes
        ]

    def publish(self, product_id: str, publication_ids: Sequence[str], *, at: datetime | None = None) -> None:
        """
        Put a product on sale, at once or `at` a later moment (aware).

        The same again leaves it as it is, so repeating it is harmless.
        Source: contracts/shopify/flows, F7. [documented]
        """
        date = {} if at is None else {"publishDate": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        wanted = [{"publicationId": check_id(each, "Publication"), **date} for each in publication_ids]
        variables = {"id": check_id(product_id, "Product"), "input": wanted}
        self._graphql.change(PUBLISHABLE_PUBLISH, variables, "publishablePublish", Done)

    def unpublish(self, product_id: str, publication_ids: Sequence[str]) -> None:
        """Take a product off sale. The same again leaves it as it is, so repeating it is harmless."""
        wanted = [{"publicationId": check_id(each, "Publication")} for each in publication_ids]
        variables = {"id": check_id(product_id, "Product"), "input": wanted}
        self._graphql.change(PUBLISHABLE_UNPUBLISH, variables, "publishableUnpublish", Done)
