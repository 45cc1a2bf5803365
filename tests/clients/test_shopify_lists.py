"""Lists of changed orders, by pages and from the file of a bulk operation."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import responses

from integrator.clients.errors import Garbled, Refused
from integrator.clients.shopify import between
from integrator.clients.shopify.bulk import LONGEST_LINE
from integrator.clients.shopify.lists import bulk_text
from tests.clients.shopify_store import STORE, RecordedStore

NOON = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)
FILE = "https://storage.example/result.jsonl"
BULK = "gid://shopify/BulkOperation/7"
SEARCH = "updated_at:>='2026-11-12T12:00:00Z'"


@pytest.fixture
def store() -> Iterator[RecordedStore]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        recorded = RecordedStore(mock)
        recorded.mock = mock  # type: ignore[attr-defined]  # for the file beside the endpoint
        yield recorded


def node(number: int, **changes: Any) -> dict[str, Any]:
    money = {"shopMoney": {"amount": "80.0", "currencyCode": "EUR"}}
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "createdAt": "2026-11-12T12:00:00Z",
        "updatedAt": "2026-11-12T12:05:00Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "tags": ["b", "a"],
        "totalPriceSet": money,
        "currentTotalPriceSet": money,
        "totalRefundedSet": {"shopMoney": {"amount": "0", "currencyCode": "EUR"}},
        "shippingAddress": None,
        "risk": {"recommendation": "ACCEPT", "assessments": [{"riskLevel": "LOW", "provider": None}]},
        **changes,
    }


def operation(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": BULK,
        "status": status,
        "createdAt": "2026-11-12T12:00:00Z",
        "query": bulk_text(SEARCH),
        "errorCode": None,
        "objectCount": "0",
        "url": None,
        **changes,
    }


def lay_out(store: RecordedStore, body: bytes, *, status: int = 200) -> None:
    store.mock.add(responses.GET, FILE, body=body, status=status)  # type: ignore[attr-defined]


def test_a_page_tells_what_of_an_order_is_compared(store: RecordedStore) -> None:
    page = {"nodes": [node(1)], "pageInfo": {"hasNextPage": True, "endCursor": "c"}}
    store.answers("OrdersSweep", {"orders": page})

    found = store.client.list_orders(SEARCH, after="b")

    (order,) = found.orders
    assert ("#1", STORE, "80.00 EUR", "LOW", "Shopify") == (
        order.order.name,
        order.order.store,
        str(order.facets.total),
        order.facets.risks[0].level,
        order.facets.risks[0].provider,
    )
    assert "c" == found.next
    assert [{"query": SEARCH, "first": 50, "after": "b"}] == store.variables("OrdersSweep")


def test_a_search_is_written_in_utc_and_whole_seconds() -> None:
    berlin = timezone(timedelta(hours=1))
    first, last = datetime(2026, 11, 12, 13, 0, 0, 999, tzinfo=berlin), datetime(2026, 11, 12, 14, tzinfo=berlin)

    assert "created_at:>='2026-11-12T12:00:00Z'" == between("created_at", first)
    assert "a:>='2026-11-12T12:00:00Z' AND a:<='2026-11-12T13:00:00Z'" == between("a", first, last)


def test_a_bulk_operation_is_begun_with_the_search_inside_its_document(store: RecordedStore) -> None:
    store.answers(
        "BulkOperationRunQuery",
        {"bulkOperationRunQuery": {"bulkOperation": operation("CREATED"), "userErrors": []}},
    )

    begun = store.client.run_bulk(SEARCH)

    assert (BULK, True) == (begun.id, begun.is_under_way)
    (sent,) = store.variables("BulkOperationRunQuery")
    assert f'orders(query: "{SEARCH}"' in sent["query"]


def test_too_many_bulk_operations_are_refused_with_their_code(store: RecordedStore) -> None:
    error = {"field": None, "message": "too many", "code": "OPERATION_IN_PROGRESS"}
    store.answers("BulkOperationRunQuery", {"bulkOperationRunQuery": {"bulkOperation": None, "userErrors": [error]}})

    with pytest.raises(Refused) as caught:
        store.client.run_bulk(SEARCH)

    assert ("OPERATION_IN_PROGRESS",) == caught.value.codes


def test_an_operation_is_found_by_its_id_or_is_gone(store: RecordedStore) -> None:
    store.answers("BulkOperationStatus", {"bulkOperation": operation("COMPLETED", url=FILE)})
    store.answers("BulkOperationStatus", {"bulkOperation": None})

    found = store.client.find_bulk(BULK)

    assert found is not None
    assert ("COMPLETED", FILE, False) == (found.status, found.url, found.is_under_way)
    assert store.client.find_bulk(BULK) is None


@pytest.mark.parametrize(
    ("query", "since", "found"),
    [
        (bulk_text(SEARCH), NOON, True),
        (f'  query Other {{ orders(query: "{SEARCH}") }}', NOON, True),
        (bulk_text("updated_at:>='2026-01-01T00:00:00Z'"), NOON, False),
        (bulk_text(SEARCH), NOON + timedelta(seconds=1), False),
    ],
)
def test_an_operation_whose_id_was_lost_is_found_by_its_search(
    store: RecordedStore, query: str, since: datetime, found: object
) -> None:
    nodes = [operation("RUNNING", query=query)]
    store.answers("BulkOperationsRecent", {"bulkOperations": {"nodes": nodes}})

    operation_found = store.client.recent_bulk(SEARCH, since=since)

    assert found is (operation_found is not None)


def test_a_file_is_read_line_by_line_from_behind_the_last_one_known(store: RecordedStore) -> None:
    lay_out(store, b"\n".join(json.dumps(node(number)).encode() for number in (1, 2, 3)) + b"\n\n")

    found = [(line, order.order.name) for line, order in store.client.bulk_orders(FILE, after=1)]

    assert [(2, "#2"), (3, "#3")] == found


def test_what_stands_before_a_bad_line_is_given(store: RecordedStore) -> None:
    lay_out(store, json.dumps(node(1)).encode() + b"\nsecret text\n")
    found: list[str] = []

    with pytest.raises(Garbled) as caught:
        found.extend(order.order.name for _, order in store.client.bulk_orders(FILE))

    assert ["#1"] == found
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[" * 50_000,
        b'"' + b"x" * LONGEST_LINE + b'"',
        json.dumps(node(1, id="gid://shopify/Product/1")).encode(),
        json.dumps(node(1, updatedAt="yesterday")).encode(),
        json.dumps({"id": "gid://shopify/LineItem/1", "__parentId": "gid://shopify/Order/1"}).encode(),
        b"\xff",
        b"1e999",
    ],
    ids=["cut", "deep", "long", "other", "moment", "child", "bytes", "number"],
)
def test_a_line_that_is_no_order_is_garbled(store: RecordedStore, line: bytes) -> None:
    lay_out(store, line)

    with pytest.raises(Garbled):
        list(store.client.bulk_orders(FILE))


@pytest.mark.parametrize(
    "url", ["http://storage.example/x", "file:///etc/passwd", "https://u:p@storage.example/x", "https:///x", "x"]
)
def test_a_file_is_fetched_over_https_only(store: RecordedStore, url: str) -> None:
    with pytest.raises(Garbled, match="the address of the file cannot be used"):
        list(store.client.bulk_orders(url))


def test_no_token_is_sent_to_where_the_file_is(store: RecordedStore) -> None:
    lay_out(store, b"")

    list(store.client.bulk_orders(FILE))

    (call,) = store.mock.calls  # type: ignore[attr-defined]
    assert "X-Shopify-Access-Token" not in call.request.headers


def test_a_file_that_is_a_redirect_is_not_followed(store: RecordedStore) -> None:
    store.mock.add(responses.GET, FILE, status=302, headers={"Location": "https://elsewhere.example/"})  # type: ignore[attr-defined]

    with pytest.raises(Garbled, match="redirect"):
        list(store.client.bulk_orders(FILE))
