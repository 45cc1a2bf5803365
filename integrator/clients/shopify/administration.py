"""The store itself: who it is, what it allows, and which webhooks it sends us."""

from integrator.clients.shopify import reading
from integrator.clients.shopify.documents import SHOP_INFO, WEBHOOK_SUBSCRIPTION_CREATE, WEBHOOK_SUBSCRIPTIONS
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.models import Shop, Subscription, topic_in_graphql
from integrator.clients.shopify.nodes import (
    InstallationNode,
    Node,
    ShopNode,
    SubscriptionNode,
    SubscriptionsNode,
)

_PAGE = 50


class _ShopData(Node):
    shop: ShopNode
    current_app_installation: InstallationNode


class _SubscriptionsData(Node):
    webhook_subscriptions: SubscriptionsNode


class _SubscribePayload(Node):
    webhook_subscription: SubscriptionNode


class Administration:
    """The part of `Shopify` that is about the store as such."""

    _graphql: GraphQL

    def shop(self) -> Shop:
        """
        Read the store's own description and the scopes it granted us.

        Repeating it is harmless: it only reads. Source: contracts/shopify/api, 2. [documented]
        """
        data = self._graphql.ask(SHOP_INFO, {}, _ShopData)
        return reading.shop(data.shop, data.current_app_installation)

    def subscriptions(self) -> list[Subscription]:
        """
        List the webhook subscriptions that this app made over the API; those of its configuration are not
        among them.

        Repeating it is harmless: it only reads. Source: contracts/shopify/webhooks, 7. [documented]
        """
        pages = self._graphql.pages(
            WEBHOOK_SUBSCRIPTIONS,
            {"first": _PAGE},
            _SubscriptionsData,
            lambda page: page.webhook_subscriptions.page_info.next,
        )
        return [reading.subscription(node) for page in pages for node in page.webhook_subscriptions.nodes]

    def subscribe(self, topic: str, uri: str) -> Subscription:
        """
        Have `topic`, such as `orders/create`, delivered to `uri`.

        Idempotent by listing first: a subscription of the same topic and uri is returned as it is.

        Raises:
            Refused: the topic or the uri is not accepted; this mutation gives no codes.

        Source: contracts/shopify/api, 9, webhookSubscriptionCreate. [documented]
        """
        for subscription in self.subscriptions():
            if subscription.is_for(topic) and subscription.uri == uri:
                return subscription
        variables = {"topic": topic_in_graphql(topic), "webhookSubscription": {"uri": uri}}
        payload = self._graphql.change(
            WEBHOOK_SUBSCRIPTION_CREATE, variables, "webhookSubscriptionCreate", _SubscribePayload
        )
        return reading.subscription(payload.webhook_subscription)
