"""The store itself: the app in it, its webhook subscriptions, jobs and bulk operations."""

from integrator.sandbox.shopify import bulk, mutations_webhooks, queries
from integrator.sandbox.shopify.area import Area, Root

AREA = Area(
    queries={
        "job": Root(queries.job),
        "shop": Root(queries.shop),
        "currentAppInstallation": Root(queries.current_app_installation),
        "publicApiVersions": Root(queries.public_api_versions),
        "webhookSubscriptions": Root(queries.webhook_subscriptions),
        "bulkOperation": Root(bulk.find),
        "bulkOperations": Root(bulk.recent),
    },
    mutations={
        "bulkOperationRunQuery": Root(bulk.run_query, ("bulkOperation",)),
        "bulkOperationCancel": Root(bulk.cancel, ("bulkOperation",)),
        "webhookSubscriptionCreate": Root(mutations_webhooks.webhook_subscription_create, ("webhookSubscription",)),
        "webhookSubscriptionUpdate": Root(mutations_webhooks.webhook_subscription_update, ("webhookSubscription",)),
        "webhookSubscriptionDelete": Root(
            mutations_webhooks.webhook_subscription_delete, ("deletedWebhookSubscriptionId",)
        ),
    },
)
