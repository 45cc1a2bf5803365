"""The demo's report finds what is missing, what is doubled and what belongs to nobody."""

from typing import Any

import pytest

from integrator.cli.demo.expected import counted, particular
from integrator.cli.demo.report import OrderReport, Report
from integrator.cli.demo.story import PlacedOrder

Json = dict[str, Any]


@pytest.fixture
def order() -> PlacedOrder:
    return PlacedOrder("small", "1790000000001", "#1001")


@pytest.fixture
def effects() -> list[Json]:
    """Return exactly what a small order must lead to."""
    return [
        _effect(1, "ecm", "workspace_created", "Order/1"),
        _effect(2, "ecm", "categories_set", "20030/Shopify Order/1"),
        _effect(3, "ecm", "document_created", "#1001_confirmation_20260131_1.pdf"),
        _effect(4, "ecm", "categories_set", "20049/Document/1"),
        _effect(5, "shopify", "metafields_set", "app--1.record"),
        _effect(6, "ecm", "document_created", "#1001_invoice_20260131_1.pdf"),
    ]


def test_exactly_the_expected_effects_are_as_expected(order: PlacedOrder, effects: list[Json]) -> None:
    report = _report(order, effects)

    assert report.is_as_expected
    assert "none missing, none doubled" in "\n".join(report.as_lines())
    assert report.as_json()["as_expected"]


def test_a_missing_effect_is_named(order: PlacedOrder, effects: list[Json]) -> None:
    report = _report(order, effects[:-1])

    assert not report.is_as_expected
    assert "MISSING  #1001: 1 x Extended ECM: document created invoice" in "\n".join(report.as_lines())


def test_a_doubled_effect_is_named(order: PlacedOrder, effects: list[Json]) -> None:
    report = _report(order, [*effects, effects[0]])

    assert not report.is_as_expected
    assert "TOO MANY #1001: 1 x" in "\n".join(report.as_lines())
    assert 1 == len(report.as_json()["orders"][0]["doubled"])


def test_an_effect_that_belongs_to_no_order_is_named(order: PlacedOrder, effects: list[Json]) -> None:
    report = _report(order, effects, strangers=[_effect(99, "shopify", "hold_released")])

    assert not report.is_as_expected
    assert "without an order: shopify hold_released" in "\n".join(report.as_lines())


def test_an_order_owns_what_has_its_number_somewhere(order: PlacedOrder) -> None:
    assert order.owns({"subject": "gid://shopify/Order/1790000000001"})
    assert order.owns({"subject": "", "detail": {"reference": "ORDER_REVIEW:acme:order:1790000000001:1"}})
    assert not order.owns({"subject": "gid://shopify/Order/1790000000002"})


@pytest.mark.parametrize(
    ("operation", "key", "detail", "particular_of_it"),
    [
        (
            "document_created",
            "7/x",
            {"path": "Orders/#1001/Evidence/#1001_fact_sheet_20260131_1.pdf"},
            "fact_sheet",
        ),
        ("folder_created", "7/Evidence", {"path": "Orders/#1001/Evidence"}, "Evidence"),
        ("mail_sent", "01a1", {"subject": "[high] Order #1002 is decided"}, "is decided"),
        ("metafields_set", "app--1.record", {}, "record"),
        ("task_completed", "0-1", {"task": "review", "outcome": "release"}, "review release"),
        ("workspace_created", "Order/1", {}, ""),
    ],
)
def test_effects_of_one_operation_are_told_apart(operation: str, key: str, detail: Json, particular_of_it: str) -> None:
    assert particular_of_it == particular({"operation": operation, "key": key, "detail": detail})


def test_a_value_that_was_brought_up_to_date_twice_counts_once() -> None:
    twice = [_effect(seq, "ecm", "categories_set", f"20019/Shopify Order/{seq}") for seq in (1, 2)]

    assert {("ecm", "categories_set", "Shopify Order"): 1} == counted(twice)


def _report(order: PlacedOrder, effects: list[Json], *, strangers: list[Json] | None = None) -> Report:
    return Report([OrderReport(order, effects)], strangers or [], {"Flower": "http://127.0.0.1:1"})


def _effect(seq: int, system: str, operation: str, key: str = "") -> Json:
    return {
        "seq": seq,
        "system": system,
        "operation": operation,
        "key": key,
        "subject": "",
        "detail": {"path": key},
    }
