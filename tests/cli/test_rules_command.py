"""`integrator rules`."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from integrator.cli.rule_book import read_rules
from integrator.cli.rules_simulation import read_recent_orders, simulate
from integrator.clients.shopify.models import OrderMark, Page
from integrator.events.order import OrderSnapshot, Risk
from integrator.money import Money
from integrator.settings import Settings
from integrator.stores import load_stores

Command = Callable[..., Any]
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def order(number: int = 1, total: str = "12400.00", **changes: Any) -> OrderSnapshot:
    amount, nothing = Money(amount=Decimal(total), currency="EUR"), Money(amount=Decimal(0), currency="EUR")
    facts: dict[str, Any] = {
        "store": "acme.myshopify.com",
        "id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "created_at": NOON,
        "updated_at": NOON,
        "currency": "EUR",
        "risks": (Risk(level="HIGH"),),
    }
    facts |= dict.fromkeys(("total", "subtotal", "original_total"), amount)
    facts |= dict.fromkeys(("tax", "shipping", "discounts", "outstanding", "refunded"), nothing)
    return OrderSnapshot(**(facts | changes))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "order.json"
    path.write_text(order().model_dump_json())
    return path


def test_the_shipped_rules_fit_the_flows_that_ship(integrator: Command) -> None:
    told = integrator("rules", "check", "--json")

    assert 0 == told.code
    assert "order_record" == told.json[0]["name"]


def test_each_mistake_of_a_rules_file_is_one_line(integrator: Command, surroundings: Path) -> None:
    file = surroundings / "config" / "rules.toml"
    file.write_text(file.read_text().replace('"fraud"', '"froud"').replace("risk_at_least", "risk_at_lest"))

    told = integrator("rules", "check")

    assert (1, "") == (told.code, told.out)
    assert all(line.startswith(f'{file}: rule "high_risk", key') for line in told.err.splitlines())
    assert 'did you mean "risk_at_least"?' in told.err


def test_a_draft_is_checked_in_place_of_the_rules(integrator: Command, tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text("")

    assert [] == integrator("rules", "check", "--rules", draft, "--json").json


def test_trying_an_order_tells_for_each_rule_whether_it_fires_and_why(integrator: Command, file: Path) -> None:
    told = integrator("rules", "try", file)

    assert 0 == told.code
    assert "yes   high_risk starts workflow.order_review, ecm.exception_case" in told.out
    assert "      - yes: risk HIGH by Shopify" in told.out
    assert "no    large_wholesale\n" in told.out
    assert "      - no: not wholesale: neither a B2B company nor a tag" in told.out


def test_trying_an_order_in_json_lists_all_rules(integrator: Command, file: Path) -> None:
    told = integrator("rules", "try", file, "--json", "--at", "2025-12-31T12:00Z").json

    assert 7 == len(told)
    assert not any(rule["applies"] for rule in told)
    assert "the rule is valid from 2026-01-01" in told[0]["why"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"store": "acme.myshopify.com"}'])
def test_a_file_that_is_no_order_is_refused_without_showing_it(integrator: Command, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)

    told = integrator("rules", "try", tmp_path / "x.json")

    assert 1 == told.code
    assert "is not an order snapshot" in told.err


def test_a_missing_file_is_named(integrator: Command) -> None:
    told = integrator("rules", "try", "nowhere.json")

    assert (1, "No such file or directory: nowhere.json\n") == (told.code, told.err)


def test_an_order_of_a_foreign_store_is_refused(integrator: Command, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(order(store="other.myshopify.com").model_dump_json())

    told = integrator("rules", "try", tmp_path / "x.json")

    assert "There is no store other.myshopify.com; known: acme.myshopify.com." in told.err


class Shop:
    """Two pages of two orders; the second order is gone."""

    def orders_updated_since(self, mark: datetime, *, after: str | None = None) -> Page:
        del mark
        numbers = (1, 2) if after is None else (3, 4)
        marks = tuple(OrderMark(order=order(number).order, created_at=NOON, updated_at=NOON) for number in numbers)
        return Page(orders=marks, next="page-2" if after is None else None)

    def get_order(self, order_id: str) -> OrderSnapshot | None:
        number = int(order_id.rsplit("/", 1)[-1])
        return None if number == 2 else order(number)


@pytest.mark.parametrize(("limit", "names"), [(10, ["#1", "#3", "#4"]), (2, ["#1", "#3"]), (1, ["#1"])])
def test_recent_orders_are_read_page_by_page_up_to_the_limit(limit: int, names: list[str]) -> None:
    found = read_recent_orders(Shop(), since=NOON, limit=limit)  # type: ignore[arg-type]

    assert names == [one.name for one in found]


def test_a_simulation_counts_reasons_and_keeps_watching_rules_apart(surroundings: Path) -> None:
    file = surroundings / "config" / "rules.toml"
    file.write_text(file.read_text().replace('mode = "active"', 'mode = "watch"', 2))
    acme = load_stores(surroundings / "config" / "stores.toml")["acme.myshopify.com"]

    simulated = simulate(
        read_rules(Settings()),
        [order(1), order(2, "10.00", risks=())],
        topic="orders/create",
        store=acme,
        at=NOON,
    )

    assert {"record": 2, "risk": 1, "value": 1} == simulated.counts
    assert [
        {"order": "#1", "total": "12400.00 EUR", "reasons": ["value"], "watched": ["risk", "record"]},
        {"order": "#2", "total": "10.00 EUR", "reasons": [], "watched": ["record"]},
    ] == simulated.found
