from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from integrator.clients.workflow import Instance, VariableError, parse_date
from integrator.clients.workflow.dates import write_date
from integrator.clients.workflow.reading import oldest, read_page
from integrator.clients.workflow.variables import read_variables, write_variables
from integrator.money import Money

MOMENT = datetime(2020, 4, 2, 11, 50, 18, 722000, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    "text", ["2020-04-02T11:50:18.722+0000", "2020-04-02T17:20:18.722+05:30", "2020-04-02T11:50:18.722Z"]
)
def test_all_three_notations_of_a_date_are_read(text: str) -> None:
    assert MOMENT == parse_date(text)


@pytest.mark.parametrize("text", ["", "yesterday", "2020-04-02T11:50:18.722"])
def test_a_date_without_a_zone_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_date(text)


def test_a_date_is_written_in_utc_with_a_literal_z() -> None:
    assert "2020-04-02T11:50:18.722Z" == write_date(MOMENT.astimezone(INDIA))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("HIGH", {"type": "string", "value": "HIGH"}),
        (True, {"type": "boolean", "value": True}),
        (3, {"type": "integer", "value": 3}),
        (2**31, {"type": "long", "value": 2**31}),
        (0.5, {"type": "double", "value": 0.5}),
        (Decimal("1499.10"), {"type": "string", "value": "1499.10"}),
        (Money(amount=Decimal("1499.1"), currency="EUR"), {"type": "string", "value": "1499.10 EUR"}),
        (MOMENT, {"type": "date", "value": "2020-04-02T11:50:18.722Z"}),
        (["a", Decimal("1.10")], {"type": "json", "value": ["a", "1.10"]}),
        ({"level": "HIGH"}, {"type": "json", "value": {"level": "HIGH"}}),
    ],
)
def test_every_value_gets_its_type_and_money_stays_exact(value: object, expected: dict[str, Any]) -> None:
    assert [{"name": "it", **expected}] == write_variables({"it": value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("it", None),
        ("it", object()),
        ("it", float("nan")),
        ("it", {"deep": float("inf")}),
        ("it", datetime(2020, 1, 1)),  # noqa: DTZ001 - the missing zone is the point.
        ("it", "x" * 5000),
        ("it", ["x" * 70_000]),
        ("it", "\ud800"),
        ("../tasks", "x"),
        ("", "x"),
    ],
)
def test_what_cannot_become_a_variable_is_refused(name: str, value: object) -> None:
    with pytest.raises(VariableError):
        write_variables({name: value})


def test_variables_are_read_by_name_and_dates_as_moments() -> None:
    variables: list[dict[str, Any]] = [
        {"name": "decision", "type": "string", "value": "cancel"},
        {"name": "decided_at", "type": "date", "value": "2020-04-02T17:20:18.722+05:30"},
        {"name": "decision_detail", "type": "json", "value": {"restock": True}},
        {"name": "decided_by", "type": "string"},
    ]

    expected = {
        "decision": "cancel",
        "decided_at": MOMENT,
        "decision_detail": {"restock": True},
        "decided_by": None,
    }
    assert expected == read_variables(variables)


def test_an_empty_list_has_no_rows_and_no_embedded() -> None:
    assert ([], True) == read_page({"page": {"totalElements": 0}}, read=dict, offset=0)


@pytest.mark.parametrize(
    ("further", "is_last"),
    [
        ({"page": {"totalElements": 2}}, True),
        ({"page": {"totalElements": 3}}, False),
        ({"_links": {"next": {"href": "https://elsewhere.example/"}}}, False),
        ({}, True),
    ],
)
def test_a_link_or_a_larger_total_says_that_more_follows(further: dict[str, Any], *, is_last: bool) -> None:
    document = {"_embedded": {"whatever-the-name": [{"id": "1"}]}, **further}

    assert ([{"id": "1"}], is_last) == read_page(document, read=dict, offset=1)


def test_two_arrays_in_one_list_are_not_guessed_about() -> None:
    with pytest.raises(ValueError, match="one array"):
        read_page({"_embedded": {"tasks": [], "more": []}}, read=dict, offset=0)


def test_the_oldest_instance_is_the_one_that_started_first_then_the_smaller_id() -> None:
    instances = [
        Instance(id="d", business_key="k"),
        Instance(id="c", business_key="k", started=MOMENT + timedelta(seconds=1)),
        Instance(id="b", business_key="k", started=MOMENT),
        Instance(id="a", business_key="k", started=MOMENT + timedelta(seconds=1)),
    ]

    assert ["b", "a", "c", "d"] == _by_age(instances)


def _by_age(instances: list[Instance]) -> list[str]:
    left, order = list(instances), []
    while (first := oldest(left)) is not None:
        left.remove(first)
        order.append(first.id)
    return order
