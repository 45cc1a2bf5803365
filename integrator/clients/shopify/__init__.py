"""Shopify's Admin API, version 2026-07. Contract: docs/contracts/shopify/api.md."""

from integrator.clients.shopify.client import Shopify
from integrator.clients.shopify.ids import BadIdError
from integrator.clients.shopify.lists import between
from integrator.clients.shopify.models import (
    BulkOperation,
    Job,
    OrderMark,
    Page,
    SeenOrder,
    SeenPage,
    Shop,
    Subscription,
)

__all__ = [
    "BadIdError",
    "BulkOperation",
    "Job",
    "OrderMark",
    "Page",
    "SeenOrder",
    "SeenPage",
    "Shop",
    "Shopify",
    "Subscription",
    "between",
]
