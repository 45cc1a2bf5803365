"""The store itself, the app in it, and its webhook subscriptions, as GraphQL shows them."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import TIME_ZONE
from integrator.sandbox.shopify.gids import APP, APP_NUMBER, gid
from integrator.sandbox.shopify.schema import API_VERSION

_VERSIONS = ("2025-10", "2026-01", "2026-04", "2026-07", "2026-10")


def shop_view(store: str) -> dict[str, Any]:
    """Build the `Shop`."""
    name = store.removesuffix(".myshopify.com")
    return {
        "__typename": "Shop",
        "id": gid("Shop", 71_904_583_921),
        "name": name.replace("-", " ").title(),
        "myshopifyDomain": store,
        "primaryDomain": {"host": store, "url": f"https://{store}"},
        "url": f"https://{store}",
        "email": f"owner@{name}.example",
        "contactEmail": f"service@{name}.example",
        "currencyCode": "EUR",
        "ianaTimezone": TIME_ZONE,
        "plan": {"publicDisplayName": "Standard", "shopifyPlus": False, "partnerDevelopment": True},
        "taxesIncluded": True,
        "enabledPresentmentCurrencies": ["EUR"],
    }


def installation_view(scopes: list[str]) -> dict[str, Any]:
    """Build the `AppInstallation` with the scopes that are granted now."""
    return {
        "__typename": "AppInstallation",
        "id": gid("AppInstallation", APP_NUMBER),
        "accessScopes": [{"handle": scope} for scope in scopes],
        "app": {"id": APP, "handle": "connector", "title": "Connector"},
    }


def versions_view() -> list[dict[str, Any]]:
    """Build the list of `ApiVersion`."""
    return [{"handle": handle, "displayName": handle, "supported": True} for handle in _VERSIONS]


def subscription_view(subscription: Document) -> dict[str, Any]:
    """Build a `WebhookSubscription`."""
    return {
        "__typename": "WebhookSubscription",
        "id": gid("WebhookSubscription", subscription["id"]),
        "legacyResourceId": str(subscription["id"]),
        "topic": subscription["topic"],
        "uri": subscription["uri"],
        "callbackUrl": subscription["uri"],
        "format": "JSON",
        "name": subscription["name"],
        "filter": subscription["filter"],
        "includeFields": subscription["include_fields"],
        "metafieldNamespaces": [],
        "metafields": [],
        "apiVersion": {"handle": API_VERSION, "displayName": API_VERSION, "supported": True},
        "createdAt": subscription["created_at"],
        "updatedAt": subscription["updated_at"],
    }
