"""Shopify's Admin API, version 2026-07. Contract: docs/contracts/shopify/api.md."""

from integrator.clients.shopify.client import Shopify
from integrator.clients.shopify.ids import BadIdError
from integrator.clients.shopify.models import Job, OrderMark, Page, Shop, Subscription

__all__ = ["BadIdError", "Job", "OrderMark", "Page", "Shop", "Shopify", "Subscription"]
