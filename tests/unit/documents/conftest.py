"""An order, a case and a decision to be put on paper, and a reader of the paper."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from integrator.cases import Case, Decision, Reason
from integrator.events.order import Address, Line, OrderSnapshot, Risk, Transaction
from integrator.money import Money

TEMPLATES = Path(__file__).parents[3] / "config" / "templates"

MakeOrder = Callable[..., OrderSnapshot]


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, 30, tzinfo=UTC)


@pytest.fixture
def templates() -> Path:
    return TEMPLATES


@pytest.fixture
def make_order() -> MakeOrder:
    def make(**changes: Any) -> OrderSnapshot:
        values: dict[str, Any] = {
            "store": "acme.myshopify.com",
            "id": "gid://shopify/Order/5678",
            "name": "#1042",
            "created_at": at(2),
            "updated_at": at(3),
            "currency": "EUR",
            "total": euros("12400"),
            "subtotal": euros("10350"),
            "tax": euros("1980"),
            "shipping": euros("70"),
            "discounts": euros("0"),
            "outstanding": euros("12400"),
            "refunded": euros("0"),
            "original_total": euros("12400"),
            "financial_status": "AUTHORIZED",
            "fulfillment_status": "UNFULFILLED",
            "gateways": ("shopify_payments",),
            "email": "m.weiss@example.com",
            "customer_name": "Mürten Weiß",
            "customer_tags": ("wholesale",),
            "customer_orders": 3,
            "company": "Αθήνα Εμπόριο",
            "billing_address": Address(name="Mürten Weiß", address1="Hauptstraße 1", city="Köln"),
            "shipping_address": Address(name="Мария Иванова", address1="Dorfweg 2", city="Köln"),
            "risks": (Risk(level="HIGH", facts=("Card of another country",)),),
            "lines": (
                Line(id="1", title="Espresso machine", sku="ESP-1", quantity=2, unit_price=euros("5175"),
                     total=euros("10350")),
            ),
            "transactions": (
                Transaction(id="1", kind="AUTHORIZATION", status="SUCCESS", gateway="shopify_payments",
                            amount=euros("12400"), processed_at=at(2)),
            ),
        }  # fmt: skip
        return OrderSnapshot(**{**values, **changes})

    return make


@pytest.fixture
def case() -> Case:
    return Case(
        id="case",
        store="acme.myshopify.com",
        concern="ORDER_REVIEW",
        subject="gid://shopify/Order/5678",
        subject_name="#1042",
        severity="high",
        team="fraud",
        opened_at=at(3),
        due_at=at(5),
        reasons=(
            Reason(word="risk", rule="High risk", seen="risk HIGH by Shopify", severity="high"),
            Reason(word="value", rule="Large orders", seen="value 12400.00 EUR >= 10000.00 EUR"),
        ),
    )


@pytest.fixture
def decision() -> Decision:
    return Decision(
        word="release",
        reason="Called back, order confirmed.",
        by="anna@example.com",
        at=at(4),
        source="workflow",
        source_id="task-77",
        detail={"checked_by_phone": "yes"},
    )


class Paper:
    """A PDF read back."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reader = PdfReader(io.BytesIO(data))

    @cached_property
    def text(self) -> str:
        """All words of all pages; line breaks are blanks, and break marks inside endless words are gone."""
        pages = " ".join(page.extract_text() for page in self.reader.pages)
        return re.sub(r"\s+", " ", pages.replace("\u200b", ""))

    @property
    def metadata(self) -> str:
        return self.reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()


@pytest.fixture
def read_back() -> Callable[[bytes], Paper]:
    return Paper
