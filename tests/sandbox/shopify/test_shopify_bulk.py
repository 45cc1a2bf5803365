"""Bulk operations: which queries may run, how they end, and what their file holds."""

import json
from typing import Any

import pytest

from tests.sandbox.shopify.callers import STORE, Store

RUN = """mutation Run($query: String!, $grouped: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
    bulkOperation { id status type createdAt query }
    userErrors { field message code }
  }
}"""
STATUS = """query Status($id: ID!) {
  bulkOperation(id: $id) {
    id status type errorCode createdAt completedAt objectCount rootObjectCount fileSize url partialDataUrl
  }
}"""
RECENT = """{ bulkOperations(first: 2, sortKey: CREATED_AT, reverse: true) { nodes { id status } } }"""
ORDERS = "{ orders { edges { node { id name } } } }"
WITH_LINES = "{ orders { edges { node { id lineItems { edges { node { id sku quantity } } } } } } }"


def run(store: Store, query: str, **variables: Any) -> dict[str, Any]:
    payload: dict[str, Any] = store.answer(RUN, query=query, **variables)["data"]["bulkOperationRunQuery"]
    return payload


def status(store: Store, bulk_id: str) -> Any:
    return store.answer(STATUS, id=bulk_id)["data"]["bulkOperation"]


def turn(store: Store, **switches: Any) -> None:
    store.control("POST", "/shopify/settings", switches)


def lines(store: Store, url: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in store.http.get(url).text.splitlines()]


def test_an_operation_runs_after_its_answer_and_ends_in_a_file(store: Store) -> None:
    turn(store, bulk_seconds=60)
    placed = [store.place(total="80.00")["name"] for _ in range(3)]

    begun = run(store, ORDERS)["bulkOperation"]
    under_way = status(store, begun["id"])
    turn(store, bulk_seconds=0)
    ended = status(store, begun["id"])

    assert ("CREATED", "QUERY", ORDERS) == (begun["status"], begun["type"], begun["query"])
    assert ("RUNNING", None) == (under_way["status"], under_way["url"])
    assert ("COMPLETED", "3", None) == (ended["status"], ended["objectCount"], ended["errorCode"])
    assert placed == [line["name"] for line in lines(store, ended["url"])]
    assert int(ended["fileSize"]) == len(store.http.get(ended["url"]).content)


def test_children_are_lines_of_their_own_that_name_their_parent(store: Store) -> None:
    turn(store, bulk_seconds=0)
    store.place(total="200.00")

    found = lines(store, status(store, run(store, WITH_LINES)["bulkOperation"]["id"])["url"])

    order, *children = found
    assert {"id"} == set(order)
    assert children
    assert {order["id"]} == {child["__parentId"] for child in children}


def test_an_operation_that_finds_nothing_has_no_file(store: Store) -> None:
    turn(store, bulk_seconds=0)

    ended = status(store, run(store, ORDERS)["bulkOperation"]["id"])

    assert ("COMPLETED", "0", None) == (ended["status"], ended["objectCount"], ended["url"])


@pytest.mark.parametrize(("end", "code"), [("FAILED", "INTERNAL_SERVER_ERROR"), ("EXPIRED", None), ("CANCELED", None)])
def test_an_operation_can_end_badly(store: Store, end: str, code: str | None) -> None:
    turn(store, bulk_seconds=0, bulk_end=end)
    store.place(total="80.00")

    ended = status(store, run(store, ORDERS)["bulkOperation"]["id"])

    assert (end, code, None) == (ended["status"], ended["errorCode"], ended["url"])


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("{ shop { name } }", "must contain at least one connection"),
        ("{ orders { nodes { id } } }", "must be of the form edges { node { id } }"),
        ("{ orders { edges { node { name } } } }", "must be of the form edges { node { id } }"),
        ("{ orders { edges { node { id nme } } } }", "Invalid bulk query"),
        ("{ orders { edges {", "Invalid bulk query"),
        ('{ node(id: "gid://shopify/Order/1") { id } }', "top level `node`"),
        ("mutation { tagsAdd(id: 1, tags: []) { userErrors { message } } }", "runs one query without variables"),
        ("query Q($q: String) { orders(query: $q) { edges { node { id } } } }", "runs one query without variables"),
        (f"# {'x' * 65_535}\n{ORDERS}", "too long"),
    ],
)
def test_a_query_that_cannot_run_in_bulk_is_refused(store: Store, query: str, text: str) -> None:
    payload = run(store, query)

    (error,) = payload["userErrors"]
    assert payload["bulkOperation"] is None
    assert ("INVALID", ["query"]) == (error["code"], error["field"])
    assert text in error["message"]


def test_a_sixth_operation_at_once_is_refused(store: Store) -> None:
    turn(store, bulk_seconds=60)

    answers = [run(store, ORDERS) for _ in range(6)]

    assert [*5 * [0], 1] == [len(answer["userErrors"]) for answer in answers]
    assert "LIMIT_REACHED" == answers[-1]["userErrors"][0]["code"]


def test_the_newest_operations_are_listed_first(store: Store) -> None:
    turn(store, bulk_seconds=60)
    begun = [run(store, ORDERS)["bulkOperation"]["id"] for _ in range(3)]

    listed = store.answer(RECENT)["data"]["bulkOperations"]["nodes"]

    assert begun[:0:-1] == [each["id"] for each in listed]


def test_what_the_emulation_does_not_do_is_said(store: Store) -> None:
    answer = store.answer(RUN, query=ORDERS, grouped=True)

    assert "NOT_IN_SANDBOX" == answer["errors"][0]["extensions"]["code"]


def test_an_unknown_operation_is_nothing_and_an_unknown_file_is_not_found(store: Store) -> None:
    assert status(store, "gid://shopify/BulkOperation/1") is None
    assert 404 == store.http.get(f"/shopify/{STORE}/files/1.jsonl").status_code


def test_shopify_can_delete_a_subscription_on_its_own_account(store: Store) -> None:
    store.subscribe("ORDERS_CREATE", "https://receiver.example/webhooks")
    (kept,) = store.control("GET", "/subscriptions")["subscriptions"]

    store.control("DELETE", f"/subscriptions/{kept['id']}")

    assert [] == store.control("GET", "/subscriptions")["subscriptions"]
    assert [] == store.effects("webhook_subscription_deleted")
    store.control("DELETE", f"/subscriptions/{kept['id']}", status=404)
