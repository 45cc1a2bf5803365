"""Risk assessments: one per provider, the newest of each counts."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import bodies_other
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.orders import change, order_gid

LEVELS = ("PENDING", "NONE", "LOW", "MEDIUM", "HIGH")
_RECOMMENDATIONS = {"HIGH": "CANCEL", "MEDIUM": "INVESTIGATE", "LOW": "ACCEPT"}


def assess(
    action: Action,
    order: Document,
    *,
    level: str,
    facts: list[dict[str, str]],
    provider: dict[str, Any] | None,
) -> Document:
    """
    Add an assessment to `order`, which the caller keeps; say `orders/risk_assessment_changed`.

    `provider` is `{"id": <number>, "title": <text>}`; None is Shopify itself.
    """
    assessment = {"level": level, "facts": facts, "provider": provider, "created_at": action.stamp}
    others = [entry for entry in order["risks"] if entry["provider"] != provider]
    order["risks"] = [*others, assessment]
    action.announce("orders/risk_assessment_changed", bodies_other.risk_body(order, assessment))
    return assessment


def reassess(
    action: Action,
    order: Document,
    *,
    level: str,
    facts: list[dict[str, str]],
    provider: dict[str, Any] | None,
) -> Document:
    """Add an assessment to an order that exists, and keep it."""
    assessment = assess(action, order, level=level, facts=facts, provider=provider)
    change(action, order)
    action.record("risk_assessment_created", key=order_gid(order), subject=order_gid(order), level=level)
    return assessment


def recommendation(order: Document) -> str:
    """Return what the worst assessment advises. [inferred]"""
    worst = max((entry["level"] for entry in order["risks"]), key=LEVELS.index, default="NONE")
    return _RECOMMENDATIONS.get(worst, "NONE")
