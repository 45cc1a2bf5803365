from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store, document


def names(store: Store, query: str, **more: Any) -> list[str]:
    found = store.ask("orders_poll", query=query, first=50, **more)
    return [order["name"] for order in found["nodes"]]


@pytest.fixture
def three_orders(store: Store) -> list[dict[str, Any]]:
    """#1001 authorized, #1002 paid and tagged, #1003 cancelled; ten seconds between them."""
    placed = []
    for wish in ({}, {"payment": "paid", "tags": ["ot-review"]}, {}):
        placed.append(store.place(**wish))
        store.world.clock.advance(10)
    store.merchant(placed[2], "cancel", reason="CUSTOMER")
    return placed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["#1001", "#1002", "#1003"]),
        ("name:#1002", ["#1002"]),
        ("name:1002", ["#1002"]),
        ("tag:OT-Review", ["#1002"]),
        ("-tag:ot-review", ["#1001", "#1003"]),
        ("NOT tag:ot-review AND status:open", ["#1001"]),
        ("financial_status:paid OR financial_status:authorized", ["#1001", "#1002"]),
        ("status:cancelled", ["#1003"]),
        ("(status:cancelled OR name:1001) AND financial_status:voided", ["#1003"]),
        ("updated_at:>='2020-01-01T00:00:00Z' updated_at:<2020-01-02", []),
    ],
)
def test_orders_are_found_by_search_syntax(
    store: Store, three_orders: list[dict[str, Any]], query: str, expected: list[str]
) -> None:
    assert expected == names(store, query)


def test_a_mark_in_time_finds_what_changed_since(store: Store, three_orders: list[dict[str, Any]]) -> None:
    mark = three_orders[1]["updated_at"]

    assert ["#1002", "#1003"] == names(store, f"updated_at:>='{mark}'")
    assert ["#1001"] == names(store, f"created_at:<{mark}")


def test_an_unknown_field_returns_everything_with_a_warning(store: Store, three_orders: list[dict[str, Any]]) -> None:
    answer = store.answer(document("orders_poll"), query="colour:red", first=50)

    (note,) = answer["extensions"]["search"]
    assert 3 == len(answer["data"]["orders"]["nodes"])
    assert "colour:red" == note["query"]
    assert [("colour", "invalid_field")] == [(entry["field"], entry["code"]) for entry in note["warnings"]]


def test_a_known_field_that_is_not_emulated_is_no_silent_miss(store: Store) -> None:
    answer = store.answer(document("orders_poll"), query="credit_card_last4:4242", first=50)

    assert "NOT_IN_SANDBOX" == answer["errors"][0]["extensions"]["code"]


def test_pages_follow_each_other_without_gap_or_repeat(store: Store, three_orders: list[dict[str, Any]]) -> None:
    first = store.ask("orders_poll", query="", first=2)
    second = store.ask("orders_poll", query="", first=2, after=first["pageInfo"]["endCursor"])

    assert ["#1001", "#1002"] == [order["name"] for order in first["nodes"]]
    assert first["pageInfo"]["hasNextPage"]
    assert ["#1003"] == [order["name"] for order in second["nodes"]]
    assert not second["pageInfo"]["hasNextPage"]


def test_a_broken_cursor_is_refused(store: Store) -> None:
    answer = store.answer(document("orders_poll"), query="", first=2, after="not a cursor")

    assert "BAD_REQUEST" == answer["errors"][0]["extensions"]["code"]


def test_the_index_lags_behind_what_is_new(store: Store) -> None:
    store.set(search_lag_seconds=60)
    order = store.place()
    query = {"query": f"name:{order['name']}", "first": 10}

    at_first = store.ask("orders_poll", **query)["nodes"]
    store.world.clock.advance(61)
    later = store.ask("orders_poll", **query)["nodes"]

    assert ([], [order["id"]]) == (at_first, [node["id"] for node in later])
    assert store.ask("order_core", id=order["id"])
