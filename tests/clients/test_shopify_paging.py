"""Lists of Shopify that do not end, and addresses in its answers that lead nowhere good."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses

from integrator.clients.errors import Garbled
from integrator.clients.shopify import Shopify, graphql
from tests.clients.shopify_store import RecordedStore

ORDER = "gid://shopify/Order/1"
PART = "gid://shopify/FulfillmentOrder/1"
RETURN = "gid://shopify/Return/1"


@pytest.fixture
def store() -> Iterator[RecordedStore]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield RecordedStore(mock)


def page(cursor: str | None) -> dict[str, Any]:
    return {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": cursor}}


Read = Callable[[Shopify], object]

LISTS: list[Any] = [
    pytest.param(lambda client: client.locations(), "Locations", lambda page: {"locations": page}, id="locations"),
    pytest.param(
        lambda client: client.subscriptions(),
        "WebhookSubscriptions",
        lambda page: {"webhookSubscriptions": page},
        id="subscriptions",
    ),
    pytest.param(
        lambda client: client.held_fulfillment_orders(),
        "ManualHoldsPoll",
        lambda page: {"manualHoldsFulfillmentOrders": page},
        id="held",
    ),
    pytest.param(
        lambda client: client.fulfillment_orders(ORDER),
        "OrderFulfillmentOrders",
        lambda page: {"order": {"id": ORDER, "fulfillmentOrders": page}},
        id="fulfillment orders",
    ),
    pytest.param(
        lambda client: client.order_events(ORDER),
        "OrderEvents",
        lambda page: {"order": {"id": ORDER, "events": page}},
        id="timeline",
    ),
]


@pytest.mark.parametrize(("read", "operation", "data"), LISTS)
def test_a_cursor_that_comes_again_ends_the_reading(
    store: RecordedStore, read: Read, operation: str, data: Callable[[Any], dict[str, Any]]
) -> None:
    for _ in range(3):
        store.answers(operation, data(page("c")))

    with pytest.raises(Garbled, match="a list without end"):
        read(store.client)

    assert [None, "c"] == [variables["after"] for variables in store.variables(operation)]


def test_a_list_of_ever_new_cursors_ends_as_well(store: RecordedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphql, "_MOST_PAGES", 4)
    for number in range(9):
        store.answers("Locations", {"locations": page(str(number))})

    with pytest.raises(Garbled, match="a list without end"):
        store.client.locations()

    assert 4 == len(store.asked)


@pytest.mark.parametrize("cursor", [None, ""])
def test_a_next_page_without_a_cursor_is_no_end(store: RecordedStore, cursor: str | None) -> None:
    store.answers("Locations", {"locations": page(cursor)})

    with pytest.raises(Garbled):
        store.client.locations()


@pytest.mark.parametrize("url", ["https://[", "https://a:99999/f", "https:///f", "http://a/f", "https://u@a/f"])
def test_an_address_for_a_file_that_is_none_is_not_called(store: RecordedStore, url: str) -> None:
    with pytest.raises(Garbled):
        next(store.client.bulk_orders(url))
