"""Reading from Content Server: listings, attributes, the audit trail, search, nicknames, single versions."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses
from pydantic import SecretStr
from responses import matchers

from integrator.clients.ecm import AuditEntry, Ecm, ListedDocument, Node
from integrator.clients.ecm.dates import read_date
from integrator.clients.http import Http

URL = "https://ecm.example/cs/cs/api"
FOLDER = f"{URL}/v2/nodes/9/nodes"
NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(f"{URL}/v1/auth", json={"ticket": "ticket-1"})
        yield mock


@pytest.fixture
def ecm(http: Http) -> Ecm:
    return Ecm(URL, username="connector", password=SecretStr("secret"), http=http)


def document(node_id: int, modified: str) -> dict[str, Any]:
    properties = {
        "id": node_id,
        "name": f"{node_id}.jpg",
        "modify_date": modified,
        "mime_type": "image/jpeg",
        "size": 5,
    }
    return {"data": {"properties": properties}}


def page(number: int, total: int, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"collection": {"paging": {"page": number, "page_total": total}}, "results": list(rows)}


@pytest.mark.parametrize("text", ["2026-01-05T12:00:00", "2026-01-05T12:00:00Z", "2026-01-05T14:00:00+02:00"])
def test_dates_with_and_without_zone_are_utc(text: str) -> None:
    assert NOON == read_date(text)


def test_documents_are_listed_from_the_oldest_change_on(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(FOLDER, json=page(1, 2, document(8, "2026-01-05T13:00:00"), document(7, "2026-01-05T12:00:00Z")))
    wire.get(FOLDER, json=page(2, 2, document(6, "2026-01-05T12:00:00Z"), document(5, "2026-01-05T11:59:59Z")))

    found = ecm.list_documents(9, since=NOON)

    assert [6, 7, 8] == [one.id for one in found]
    assert ListedDocument(id=6, name="6.jpg", modified=NOON, mime="image/jpeg", size_bytes=5) == found[0]
    sent = wire.calls[1].request.params
    assert ("144", "desc_modify_date") == (sent["where_type"], sent["sort"])


def test_pages_older_than_wanted_are_not_read(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(FOLDER, json=page(1, 900, document(5, "2026-01-05T11:59:59Z")))

    assert [] == ecm.list_documents(9, since=NOON)
    assert 1 == len(wire.calls) - 1


def test_attributes_are_read_by_name_without_the_empty_ones(ecm: Ecm, wire: responses.RequestsMock) -> None:
    definitions = {
        "9880": {"name": "Web Content", "persona": "category"},
        "9880_2": {"name": "Content Kind", "persona": "categoryattribute"},
        "9880_3": {"name": "Approval State", "persona": "categoryattribute"},
        "9880_4": {"name": "Channels", "persona": "categoryattribute"},
        "9880_5_x_6": {"name": "Row", "persona": "categoryattribute"},
    }
    values = {"9880_2": None, "9880_3": "Approved", "9880_4": ["web", "print"], "9880_5_1_6": "x"}
    result = {"data": {"categories": values}, "metadata": {"categories": definitions}}
    wire.get(f"{URL}/v2/nodes/7/categories?metadata", json={"results": [result]})

    assert {"Web Content": {"Approval State": "Approved", "Channels": ["web", "print"]}} == ecm.read_categories(7)


def test_the_trail_is_read_over_all_pages_and_narrowed_by_type(ecm: Ecm, wire: responses.RequestsMock) -> None:
    def rows(number: int, *types: int) -> dict[str, Any]:
        entries = [
            {"event_type": one, "audit_name": f"type {one}", "audit_date": "2026-01-05T12:00:00Z", "user_id": 1202}
            for one in types
        ]
        return {**page(number, 2), "results": {"data": {"audit": entries}}}

    wire.get(
        f"{URL}/v2/nodes/7/audit",
        match=[matchers.query_param_matcher({"page": "1"}, strict_match=False)],
        json=rows(1, 1, 10),
    )
    wire.get(
        f"{URL}/v2/nodes/7/audit",
        match=[matchers.query_param_matcher({"page": "2"}, strict_match=False)],
        json=rows(2, 11, 10),
    )

    found = ecm.audit_trail(7, event_types=[10])

    assert [AuditEntry(event_type=10, name="type 10", at=NOON, user_id=1202)] * 2 == found
    assert [1, 10, 11, 10] == [entry.event_type for entry in ecm.audit_trail(7)]


def test_a_search_is_narrowed_to_a_place(ecm: Ecm, wire: responses.RequestsMock) -> None:
    found = {"data": {"properties": {"id": 7, "name": "invoice.pdf", "type": 144, "description": None}}}
    wire.post(f"{URL}/v2/search", json=page(1, 1, found))

    assert [Node(id=7, name="invoice.pdf", type=144)] == ecm.search('OTName: "invoice"', below=9, limit=5)
    sent = parse_qs(str(wire.calls[-1].request.body))
    assert (['OTName: "invoice"'], ["complexquery"], ["9"], ["5"]) == (
        sent["where"],
        sent["lookfor"],
        sent["location_id1"],
        sent["limit"],
    )


def test_a_nickname_finds_its_node_or_nothing(ecm: Ecm, wire: responses.RequestsMock) -> None:
    node = {"results": {"data": {"properties": {"id": 19118, "name": "Order Approval", "type": 128}}}}
    wire.get(f"{URL}/v2/nicknames/wf_order_approval/nodes", json=node)
    unknown = {"error": "Sorry, no exact match was found for an item with the Nickname nobody."}
    wire.get(f"{URL}/v2/nicknames/no%2Fbody/nodes", status=404, json=unknown)

    assert Node(id=19118, name="Order Approval", type=128) == ecm.find_by_nickname("wf_order_approval")
    assert ecm.find_by_nickname("no/body") is None


def test_one_version_is_read_by_its_number(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v1/nodes/7/versions/2/content", body=b"two")
    wire.get(f"{URL}/v1/nodes/7/content", body=b"three")

    assert (b"two", b"three") == (ecm.download(7, version=2), ecm.download(7))
