"""Typical orders, each placed with one click."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Preset:
    title: str
    about: str
    wish: Mapping[str, Any]
    """As `Wish.from_json` takes it."""


PRESETS: Mapping[str, Preset] = {
    "low-value": Preset("Low value", "49.90 EUR, low risk", {"total": "49.90", "risk": "LOW"}),
    "high-value": Preset("High value", "4,800 EUR, low risk", {"total": "4800.00", "risk": "LOW"}),
    "high-risk": Preset("High risk", "950 EUR, risk HIGH", {"total": "950.00", "risk": "HIGH"}),
    "wholesale": Preset("Wholesale", "12,400 EUR, risk HIGH", {"total": "12400.00", "risk": "HIGH", "wholesale": True}),
    "paid": Preset("Paid at once", "240 EUR, paid", {"risk": "LOW", "payment": "paid"}),
    "bank-transfer": Preset("Bank transfer", "320 EUR, still to be paid", {"total": "320.00", "payment": "pending"}),
    "failed-payment": Preset("Failed payment", "180 EUR, card declined", {"total": "180.00", "payment": "failed"}),
    "two-locations": Preset(
        "Two locations", "640 EUR, two shipments", {"total": "640.00", "risk": "LOW", "locations": 2}
    ),
    "export": Preset(
        "Export", "780 EUR, to the United States", {"total": "780.00", "risk": "LOW", "shipping_country": "US"}
    ),
    "test": Preset("Test order", "20 EUR, marked as a test", {"total": "20.00", "test": True}),
}
