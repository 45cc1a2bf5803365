"""An order to judge, the flows that rules may start, and the configuration that ships."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrator.cases import ORDER_REVIEW, RECORD
from integrator.events.order import Address, OrderSnapshot, Risk
from integrator.money import Money
from integrator.rules import FlowSignature, RuleBook, load_rules
from integrator.stores import Store, load_stores
from integrator.teams import Team, load_teams

CONFIG = Path(__file__).parents[3] / "config"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def flows() -> dict[str, FlowSignature]:
    signatures = (
        FlowSignature("ecm.order_record", RECORD, {}),
        FlowSignature("ecm.exception_case", ORDER_REVIEW, {}),
        FlowSignature("workflow.order_review", ORDER_REVIEW, {"team": str, "within": timedelta}),
        FlowSignature("notifications.order_alert", ORDER_REVIEW, {"team": str}),
        FlowSignature("notifications.approval_request", ORDER_REVIEW, {"team": str, "remind_after": timedelta}),
    )
    return {signature.name: signature for signature in signatures}


@pytest.fixture
def teams() -> dict[str, Team]:
    return load_teams(CONFIG / "teams.toml")


@pytest.fixture
def stores() -> dict[str, Store]:
    return load_stores(CONFIG / "stores.toml")


@pytest.fixture
def acme(stores: dict[str, Store]) -> Store:
    return stores["acme.myshopify.com"]


@pytest.fixture
def load(
    tmp_path: Path, flows: dict[str, FlowSignature], teams: dict[str, Team], stores: dict[str, Store]
) -> Callable[[str], RuleBook]:
    """Loads the text of a rules file."""

    def load_text(text: str) -> RuleBook:
        file = tmp_path / "rules.toml"
        file.write_text(text)
        return load_rules(file, flows=flows, teams=teams, stores=stores)

    return load_text


@pytest.fixture
def order() -> Callable[..., OrderSnapshot]:
    """Makes an unremarkable order of 100.00 EUR, changed as asked."""

    def make(total: str = "100.00 EUR", *, risk: str = "", country: str = "DE", **changes: Any) -> OrderSnapshot:
        amount = Money.parse(total)
        nothing = Money(amount=0, currency=amount.currency)
        facts: dict[str, Any] = {
            "store": "acme.myshopify.com",
            "id": "gid://shopify/Order/5678",
            "name": "#1042",
            "created_at": NOON,
            "updated_at": NOON,
            "currency": amount.currency,
            "shipping_address": Address(country=country),
            "risks": (Risk(level=risk),) if risk else (),
        }
        facts |= dict.fromkeys(("total", "subtotal", "original_total"), amount)
        facts |= dict.fromkeys(("tax", "shipping", "discounts", "outstanding", "refunded"), nothing)
        return OrderSnapshot(**(facts | changes))

    return make
