"""The demo's report finds what is missing, what is doubled and what belongs to nobody."""

from typing import Any

import pytest

from integrator.cli.demo.expected import EXPECTED
from integrator.cli.demo.report import OrderReport, Report
from integrator.cli.demo.story import PlacedOrder

Json = dict[str, Any]


@pytest.fixture
def order() -> PlacedOrder:
    return PlacedOrder("small", "1790000000001", "#1001", {"1790000000001"})


@pytest.fixture
def effects() -> list[Json]:
    """Return exactly what a small order must lead to."""
    expected = EXPECTED["small"].elements()
    return [_effect(seq, system, operation) for seq, (system, operation) in enumerate(expected, 1)]


def test_exactly_the_expected_effects_are_as_expected(order: PlacedOrder, effects: list[Json]) -> None:
    report = _report(order, effects)

    assert report.is_as_expected
    assert "none missing, none doubled" in "\n".join(report.as_lines())
    assert report.as_json()["as_expected"]


def test_a_missing_effect_is_named(order: PlacedOrder, effects: list[Json]) -> None:
    gone = effects.pop()
    report = _report(order, effects)

    assert not report.is_as_expected
    assert f"MISSING  #1001: 1 x {gone['system']} {gone['operation']}" in "\n".join(report.as_lines())


def test_a_doubled_effect_is_named(order: PlacedOrder, effects: list[Json]) -> None:
    report = _report(order, [*effects, effects[0]])

    assert not report.is_as_expected
    assert "TOO MANY #1001: 1 x" in "\n".join(report.as_lines())
    assert 1 == len(report.as_json()["orders"][0]["doubled"])


def test_an_effect_that_belongs_to_no_order_is_named(order: PlacedOrder, effects: list[Json]) -> None:
    report = _report(order, effects, strangers=[_effect(99, "notifications", "mail_sent")])

    assert not report.is_as_expected
    assert "without an order: notifications mail_sent" in "\n".join(report.as_lines())


def test_an_order_owns_effects_about_itself_and_about_its_case(order: PlacedOrder) -> None:
    order.references.add("case-7")

    assert order.owns({"subject": "gid://shopify/Order/1790000000001"})
    assert order.owns({"subject": "", "detail": {"reference": "case-7"}})
    assert not order.owns({"subject": "gid://shopify/Order/1790000000002"})


def _report(order: PlacedOrder, effects: list[Json], *, strangers: list[Json] | None = None) -> Report:
    return Report([OrderReport(order, effects)], strangers or [], {"Flower": "http://127.0.0.1:1"})


def _effect(seq: int, system: str, operation: str) -> Json:
    return {"seq": seq, "system": system, "operation": operation, "key": f"key-{seq}", "subject": "subject"}
