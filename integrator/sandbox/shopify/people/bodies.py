"""Webhook bodies about customers. Source: contract payloads, "Customers and companies". [documented]"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.bodies_parts import address_body, local_time
from integrator.sandbox.shopify.gids import gid


def customer_body(customer: Document) -> dict[str, Any]:
    """`customers/create` and `customers/update`: without tags, consent and totals, which have other topics."""
    places = [_address(customer, address, is_default=not place) for place, address in enumerate(customer["addresses"])]
    return {
        "id": customer["id"],
        "created_at": local_time(customer["created_at"]),
        "updated_at": local_time(customer["updated_at"]),
        "first_name": customer["first_name"],
        "last_name": customer["last_name"],
        "state": customer["state"].lower(),
        "note": customer["note"],
        "verified_email": customer["verified_email"],
        "multipass_identifier": customer["multipass_identifier"],
        "tax_exempt": customer["tax_exempt"],
        "email": customer["email"],
        "phone": customer["phone"],
        "currency": customer["currency"],
        "tax_exemptions": customer["tax_exemptions"],
        "admin_graphql_api_id": gid("Customer", customer["id"]),
        "default_address": places[0] if places else None,
        "addresses": places,
    }


def tag_topics(old: Document, new: Document) -> list[tuple[str, list[str]]]:
    """Return the topics that tell which tags came and went, with these."""
    came = [tag for tag in new["tags"] if tag not in old["tags"]]
    gone = [tag for tag in old["tags"] if tag not in new["tags"]]
    changes = [("customer.tags_added", came), ("customer.tags_removed", gone)]
    return [(topic, tags) for topic, tags in changes if tags]


def tags_body(customer: Document, tags: list[str], at: datetime) -> dict[str, Any]:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"customerId": gid("Customer", customer["id"]), "tags": tags, "occurredAt": moment}


def merge_body(kept: Document, gone: Document) -> dict[str, Any]:
    """`customers/merge`. Source: shopify.dev, webhook topics, sample payload. [documented]"""
    return {
        "admin_graphql_api_customer_kept_id": gid("Customer", kept["id"]),
        "admin_graphql_api_customer_deleted_id": gid("Customer", gone["id"]),
        "admin_graphql_api_job_id": None,
        "status": "completed",
        "errors": [],
    }


def reduced_body(customer: Document) -> dict[str, Any]:
    """What the compliance topics say of a customer."""
    return {"id": customer["id"], "email": customer["email"], "phone": customer["phone"]}


def _email_consent(customer: Document) -> dict[str, Any]:
    return {
        "customer_id": customer["id"],
        "email_address": customer["email"],
        "email_marketing_consent": _consent(customer["email_consent"]),
    }


def _sms_consent(customer: Document) -> dict[str, Any]:
    consent = {**_consent(customer["sms_consent"]), "consent_collected_from": "OTHER"}
    return {"id": customer["id"], "phone": customer["phone"], "sms_marketing_consent": consent}


CONSENTS: tuple[tuple[str, str, Callable[[Document], dict[str, Any]]], ...] = (
    ("email_consent", "customers_email_marketing_consent/update", _email_consent),
    ("sms_consent", "customers_marketing_consent/update", _sms_consent),
)
"""Each consent: its field in the document, its topic, what that says."""


def _consent(consent: Document) -> dict[str, Any]:
    return {
        "state": consent["state"].lower(),
        "opt_in_level": None if consent["level"] is None else consent["level"].lower(),
        "consent_updated_at": local_time(consent["at"]),
    }


def _address(customer: Document, address: Document, *, is_default: bool) -> dict[str, Any]:
    place = {key: value for key, value in (address_body(address) or {}).items() if key not in {"latitude", "longitude"}}
    return {
        "id": address["id"],
        "customer_id": customer["id"],
        **place,
        "country_name": address["country"],
        "default": is_default,
    }
