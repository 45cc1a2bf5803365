"""Shopify's Admin API, version 2026-07. Contract: docs/contracts/shopify/api.md."""

from integrator.clients.shopify.client import Shopify
from integrator.clients.shopify.happened import Campaign, Checkout, Event, Several
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
from integrator.clients.shopify.offers import Buyer, Draft, Edited, Item, NewOrder, Offer
from integrator.clients.shopify.people import Company, CompanyMark, Customer, NewCompany, NewCustomer, Place, Profile

__all__ = [
    "BadIdError",
    "BulkOperation",
    "Buyer",
    "Campaign",
    "Checkout",
    "Company",
    "CompanyMark",
    "Customer",
    "Draft",
    "Edited",
    "Event",
    "Item",
    "Job",
    "NewCompany",
    "NewCustomer",
    "NewOrder",
    "Offer",
    "OrderMark",
    "Page",
    "Place",
    "Profile",
    "SeenOrder",
    "SeenPage",
    "Several",
    "Shop",
    "Shopify",
    "Subscription",
    "between",
]
