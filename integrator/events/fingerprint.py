"""
Fingerprints of what judgments rest on.

A closed case opens again only when one of its inputs changed (R13), and a change that touches none of them, such as our
own tag coming back as a webhook, is nothing new (R7).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from integrator.events.order import Address, OrderSnapshot


def inputs_of(order: OrderSnapshot) -> dict[str, str]:
    """Return a short hash of each input by name; equal hashes mean equal facts."""
    failed = [t for t in order.transactions if t.status in {"FAILURE", "ERROR"}]
    facts: dict[str, Any] = {
        "total": str(order.total),
        "lines": [(line.id, line.sku, line.quantity, str(line.total)) for line in order.lines],
        "shipping_address": _address(order.shipping_address),
        "billing_address": _address(order.billing_address),
        "risk_level": order.risk_level,
        "payment": sorted(t.id for t in failed),
        "financial_status": order.financial_status,
        "fulfilled": order.is_fulfilled,
        "cancelled": order.is_cancelled,
        "refunded": str(order.refunded),
        "name": order.name,
        "po_number": order.po_number,
    }
    return {name: _short(value) for name, value in facts.items()}


def facts_of(inputs: Mapping[str, str], names: Iterable[str]) -> str:
    """Return one hash over the inputs `names`: what people were shown, and what is compared before acting on it."""
    return _short([inputs.get(name, "") for name in names])


def _address(address: Address | None) -> Any:
    return address.model_dump(exclude={"validation"}) if address else None


def _short(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]
