import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses
from pydantic import SecretStr
from responses import matchers

from integrator.clients.ecm import Document, Ecm, NameTaken, Node, UnknownName, Workspace
from integrator.clients.ecm.tickets import Tickets
from integrator.clients.errors import Garbled, Refused, Unauthorized, Unreachable
from integrator.clients.http import Http

URL = "https://ecm.example/cs/cs/api"
CONTENT = b"%PDF-1.7 an invoice"
HASH = hashlib.sha256(CONTENT).hexdigest()
OTHER_HASH = "0" * 64
TAKEN = {"error": "An item with the name 'Invoices' already exists"}
STALE = {"error": "Authentication Required"}
MISSING = {"error": "The business workspace could not be found."}
ORDER = f"{URL}/v2/externalsystems/SHOPIFY/botypes/Order/boids/1001"


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(f"{URL}/v1/auth", json={"ticket": "ticket-1"})
        yield mock


@pytest.fixture
def ecm(http: Http) -> Ecm:
    return Ecm(URL, username="connector", password=SecretStr("secret"), http=http)


def node(node_id: int, name: str, node_type: int = 0, **further: Any) -> dict[str, Any]:
    return {"data": {"properties": {"id": node_id, "name": name, "type": node_type, **further}}}


def listed(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"collection": {"paging": {"page": 1, "page_total": 1}}, "results": list(rows)}


def versions(*numbered: tuple[int, str]) -> dict[str, Any]:
    rows = [{"data": {"versions": {"version_number": n, "description": text}}} for n, text in numbered]
    return {"results": rows}


def category(node_id: int, **values: str) -> dict[str, Any]:
    metadata = {
        "9830": {"name": "Document", "persona": "category"},
        "9830_2": {"name": "SHA-256", "persona": "categoryattribute"},
    }
    return {"results": [{"data": {"categories": values}, "metadata": {"categories": metadata}}]}


def sent(call: Any) -> dict[str, Any]:
    """The JSON document in the form field of a call."""
    document: dict[str, Any] = json.loads(parse_qs(call.request.body)["body"][0])
    return document


def methods(wire: responses.RequestsMock) -> list[str]:
    """The methods of all calls but the logins."""
    requests = [call.request for call in wire.calls]
    return [str(request.method) for request in requests if not str(request.url).endswith("/v1/auth")]


def uploaded(wire: responses.RequestsMock) -> bytes:
    """The multipart body of the last call."""
    body = wire.calls[-1].request.body
    assert isinstance(body, bytes)
    return body


def test_one_login_serves_many_calls(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, status=404, json=MISSING)

    ecm.find_workspace("Order", "1001")
    ecm.find_workspace("Order", "1001")

    assert ["POST", "GET", "GET"] == [call.request.method for call in wire.calls]
    assert "ticket-1" == wire.calls[2].request.headers["OTCSTicket"]


def test_a_fresher_ticket_of_an_answer_is_used_from_then_on(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, json=listed(node(7, "#1001", 848)), headers={"OTCSTicket": "ticket-2"})

    ecm.find_workspace("Order", "1001")
    ecm.find_workspace("Order", "1001")

    assert "ticket-2" == wire.calls[2].request.headers["otcsticket"]


def test_a_stale_ticket_is_renewed_once(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, status=401, json=STALE)
    wire.get(ORDER, json=listed(node(7, "#1001", 848)))

    found = ecm.find_workspace("Order", "1001")

    assert Workspace(id=7, name="#1001") == found
    assert ["POST", "GET", "POST", "GET"] == [call.request.method for call in wire.calls]


def test_a_second_refusal_of_the_ticket_is_final(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, status=401, json=STALE)

    with pytest.raises(Unauthorized):
        ecm.find_workspace("Order", "1001")

    assert ["GET", "GET"] == methods(wire)


def test_a_wrong_password_is_not_tried_twice(http: Http) -> None:
    ecm = Ecm(URL, username="connector", password=SecretStr("wrong"), http=http)
    with responses.RequestsMock() as wire:
        wire.post(f"{URL}/v1/auth", status=401, json={"error": "Invalid username/password specified"})

        with pytest.raises(Unauthorized) as raised:
            ecm.find_workspace("Order", "1001")

        assert 1 == len(wire.calls)
        assert "wrong" not in str(raised.value)


def test_threads_that_need_a_ticket_share_one_login() -> None:
    started, go_on = threading.Event(), threading.Event()
    logins, tickets = [], []

    def log_in() -> str:
        logins.append(1)
        started.set()
        go_on.wait(5)
        return "ticket"

    shared = Tickets(log_in)
    threads = [threading.Thread(target=lambda: tickets.append(shared.current())) for _ in range(5)]
    threads[0].start()
    started.wait(5)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(5)

    assert ["ticket"] * 5 == tickets
    assert [1] == logins


def test_a_late_refusal_of_an_old_ticket_leaves_the_new_one_alone() -> None:
    numbers = iter(["ticket-1", "ticket-2", "ticket-3"])
    tickets = Tickets(lambda: next(numbers))
    used = tickets.current()
    tickets.discard(used)
    tickets.current()

    tickets.discard(used)
    tickets.adopt("ticket-0", instead_of=used)

    assert "ticket-2" == tickets.current()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [(200, '{"version": "24.4"}', True), (200, "<html>", False), (503, "", False)],
)
def test_ping_tells_whether_the_server_is_ready(
    ecm: Ecm, wire: responses.RequestsMock, status: int, body: str, *, expected: bool
) -> None:
    wire.get(f"{URL}/v1/ping", status=status, body=body)

    assert expected is ecm.ping()


def test_no_workspace_is_no_error(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, status=404, json=MISSING)

    assert ecm.find_workspace("Order", "1001") is None


def test_a_workspace_that_exists_is_opened_without_a_write(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, json=listed(node(7, "#1001", 848)))

    opened = ecm.open_workspace("Order", "1001", name="#1001", type_name="Shopify Order")

    assert Workspace(id=7, name="#1001") == opened
    assert ["GET"] == methods(wire)


def workspace_types(wire: responses.RequestsMock) -> None:
    properties = {"wksp_type_id": 31, "wksp_type_name": "Shopify Order", "templates": [{"id": 5001}]}
    wire.get(f"{URL}/v2/businessworkspacetypes", json={"results": [{"data": {"properties": properties}}]})


def test_a_new_workspace_carries_business_object_template_and_categories(
    ecm: Ecm, wire: responses.RequestsMock
) -> None:
    wire.get(ORDER, status=404, json=MISSING)
    workspace_types(wire)
    wire.get(f"{URL}/v2/nodes/5001/categories?metadata", json=category(5001))
    wire.post(f"{URL}/v2/businessworkspaces", json={"results": {"id": 224082}})

    opened = ecm.open_workspace(
        "Order", "1001", name="#1001", type_name="Shopify Order", categories={"Document": {"SHA-256": "x"}}
    )

    assert Workspace(id=224082, name="#1001") == opened
    assert {
        "wksp_type_id": 31,
        "template_id": 5001,
        "name": "#1001",
        "ext_system_id": "SHOPIFY",
        "bo_type": "Order",
        "bo_id": "1001",
        "roles": {"categories": {"9830": {"9830_2": "x"}}},
    } == sent(wire.calls[-1])


@pytest.mark.parametrize(
    "lost",
    [
        {"status": 400, "json": {"error": "A business workspace for this business object already exists."}},
        {"status": 503},
        {"status": 500, "body": "<html>Error Processing Request</html>"},
        {"status": 200, "body": '{"results": {"i'},
    ],
)
def test_after_any_error_the_workspace_is_looked_up_again(
    ecm: Ecm, wire: responses.RequestsMock, lost: dict[str, Any]
) -> None:
    wire.get(ORDER, status=404, json=MISSING)
    wire.get(ORDER, json=listed(node(7, "#1001", 848)))
    workspace_types(wire)
    wire.post(f"{URL}/v2/businessworkspaces", **lost)

    opened = ecm.open_workspace("Order", "1001", name="#1001", type_name="Shopify Order")

    assert Workspace(id=7, name="#1001") == opened
    assert 1 == methods(wire).count("POST")


def test_a_lost_creation_without_a_workspace_stays_an_error(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, status=404, json=MISSING)
    workspace_types(wire)
    wire.post(f"{URL}/v2/businessworkspaces", status=503)

    with pytest.raises(Unreachable) as raised:
        ecm.open_workspace("Order", "1001", name="#1001", type_name="Shopify Order")

    assert raised.value.ambiguous


def test_an_unknown_workspace_type_is_named(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ORDER, status=404, json=MISSING)
    workspace_types(wire)

    with pytest.raises(UnknownName, match="Shopify Parcel"):
        ecm.open_workspace("Order", "1001", name="#1001", type_name="Shopify Parcel")


def test_a_folder_is_found_by_its_exact_name_on_any_page(ecm: Ecm, wire: responses.RequestsMock) -> None:
    pages = [
        {"collection": {"paging": {"page": 1, "page_total": 2}}, "results": [node(1, "Invoices 2025")]},
        {"collection": {"paging": {"page": 2, "page_total": 2}}, "results": [node(2, "Invoices")]},
    ]
    for number, page in enumerate(pages, start=1):
        query = {"page": str(number), "where_name": "Invoices", "where_type": "0"}
        match = [matchers.query_param_matcher(query, strict_match=False)]
        wire.get(f"{URL}/v2/nodes/9/nodes", json=page, match=match)

    assert Node(id=2, name="Invoices", type=0) == ecm.find_folder(9, "Invoices")


def test_who_loses_the_race_for_a_folder_takes_the_winners(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/9/nodes", json=listed())
    wire.get(f"{URL}/v2/nodes/9/nodes", json=listed(node(3, "invoices")))
    wire.post(f"{URL}/v2/nodes", status=500, json=TAKEN)

    assert 3 == ecm.open_folder(9, "Invoices").id


def test_a_name_taken_by_something_else_is_a_conflict(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/9/nodes", json=listed())
    wire.post(f"{URL}/v2/nodes", status=500, json=TAKEN)

    with pytest.raises(NameTaken):
        ecm.open_folder(9, "Invoices")


def file_invoice(ecm: Ecm, **further: Any) -> Document:
    return ecm.file_document(9, "1001_invoice.pdf", CONTENT, mime="application/pdf", sha256=HASH, **further)


def test_a_document_goes_up_with_its_hash_and_where_it_came_from(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.post(f"{URL}/v2/nodes", json={"results": node(50, "1001_invoice.pdf", 144)})

    filed = file_invoice(
        ecm,
        description="Invoice",
        external_identity="gid://shopify/Order/1001",
        external_date=datetime(2026, 1, 5, 12, 0, 0, 900, tzinfo=UTC),
    )

    assert Document(node_id=50, name="1001_invoice.pdf", version=1, sha256=HASH, created=True) == filed
    body = uploaded(wire)
    assert CONTENT in body
    document = json.loads(body.split(b'name="body"\r\n\r\n')[1].split(b"\r\n--")[0])
    assert {
        "type": 144,
        "parent_id": 9,
        "name": "1001_invoice.pdf",
        "description": f"Invoice sha256:{HASH}",
        "external_source": "cloud_storage",
        "external_identity": "gid://shopify/Order/1001",
        "external_identity_type": "generic_userid",
        "external_create_date": "2026-01-05T12:00:00",
    } == document


def present_document(wire: responses.RequestsMock, *numbered: tuple[int, str], description: str = "") -> None:
    wire.post(f"{URL}/v2/nodes", status=500, json=TAKEN)
    found = node(50, "1001_invoice.pdf", 144, description=description)
    wire.get(f"{URL}/v2/nodes/9/nodes", json=listed(found))
    wire.get(f"{URL}/v2/nodes/50/versions", json=versions(*numbered))
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json=category(50))


@pytest.mark.parametrize(
    ("numbered", "description"),
    [
        ([(1, "")], f"Invoice sha256:{HASH}"),
        ([(1, f"sha256:{HASH}")], ""),
        ([(1, f"sha256:{OTHER_HASH}"), (2, f"sha256:{HASH}")], f"sha256:{OTHER_HASH}"),
    ],
)
def test_the_same_content_again_adds_nothing(
    ecm: Ecm, wire: responses.RequestsMock, numbered: list[tuple[int, str]], description: str
) -> None:
    present_document(wire, *numbered, description=description)

    filed = file_invoice(ecm)

    assert (50, HASH, False) == (filed.node_id, filed.sha256, filed.created)
    assert ["POST", "GET", "GET"] == methods(wire)


@pytest.mark.parametrize(
    "numbered",
    [
        [(1, f"sha256:{OTHER_HASH}")],
        [(1, f"sha256:{HASH}"), (2, "changed by hand")],
        [(2, f"sha256:{OTHER_HASH}"), (1, f"sha256:{HASH}")],
    ],
)
def test_other_content_under_the_name_becomes_a_version(
    ecm: Ecm, wire: responses.RequestsMock, numbered: list[tuple[int, str]]
) -> None:
    present_document(wire, *numbered, description=f"Invoice sha256:{HASH}")
    wire.post(f"{URL}/v2/nodes/50/versions", json={"results": versions((7, ""))["results"][0]})

    filed = file_invoice(ecm)

    assert Document(node_id=50, name="1001_invoice.pdf", version=7, sha256=HASH, created=True) == filed
    assert f"sha256:{HASH}".encode() in uploaded(wire)


def test_the_hash_of_a_foreign_first_version_comes_from_its_category(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/9/nodes", json=listed(node(50, "1001_invoice.pdf", 144)))
    wire.get(f"{URL}/v2/nodes/50/versions", json=versions((1, "")))
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json=category(50, **{"9830_2": HASH}))

    found = ecm.find_document(9, "1001_invoice.pdf")

    assert Document(node_id=50, name="1001_invoice.pdf", version=1, sha256=HASH) == found


def test_a_hash_of_other_content_is_refused_before_anything_is_sent(ecm: Ecm, wire: responses.RequestsMock) -> None:
    with pytest.raises(ValueError, match="hash"):
        ecm.file_document(9, "a.pdf", CONTENT, mime="application/pdf", sha256=OTHER_HASH)

    assert 0 == len(wire.calls)


def test_a_mime_type_cannot_smuggle_in_a_header(ecm: Ecm) -> None:
    with pytest.raises(ValueError, match="MIME"):
        ecm.file_document(9, "a.pdf", CONTENT, mime="text/plain\r\nX-Evil: 1", sha256=HASH)


def test_attributes_are_set_by_name_and_their_keys_read_once(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json=category(50))
    wire.put(f"{URL}/v2/nodes/50/categories/9830/", json={"results": {}})

    ecm.set_categories(50, "Document", {"SHA-256": HASH})
    ecm.set_categories(50, "Document", {"SHA-256": OTHER_HASH})

    assert ["GET", "PUT", "PUT"] == methods(wire)
    assert {"9830_2": OTHER_HASH} == sent(wire.calls[-1])


def test_a_category_that_a_node_lacks_is_found_by_name_and_applied(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json={"results": []})
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json=category(50))
    wire.get(f"{URL}/v2/volumes/133", json={"results": node(2006, "Categories", 133)})
    inner = [matchers.query_param_matcher({"where_type": "132"}, strict_match=False)]
    wire.get(f"{URL}/v2/nodes/2006/nodes", json=listed(node(2100, "Shopify", 132)), match=inner)
    wire.get(f"{URL}/v2/nodes/2006/nodes", json=listed())
    wire.get(f"{URL}/v2/nodes/2100/nodes", json=listed(node(9830, "Document", 131)))
    wire.post(f"{URL}/v2/nodes/50/categories", json={"results": {}})
    wire.put(f"{URL}/v2/nodes/50/categories/9830/", json={"results": {}})

    ecm.set_categories(50, "Document", {"SHA-256": HASH})

    posts = [call for call in wire.calls if str(call.request.url).endswith("/v2/nodes/50/categories")]
    assert [{"category_id": 9830}] == [sent(call) for call in posts]
    assert {"9830_2": HASH} == sent(wire.calls[-1])


def test_a_known_category_is_applied_with_its_values_to_a_node_without_it(
    ecm: Ecm, wire: responses.RequestsMock
) -> None:
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json=category(50))
    wire.put(f"{URL}/v2/nodes/50/categories/9830/", json={"results": {}})
    absent = {"error": "Category ID '9830' is not a category on node '51'"}
    wire.put(f"{URL}/v2/nodes/51/categories/9830/", status=400, json=absent)
    wire.post(f"{URL}/v2/nodes/51/categories", json={"results": {}})
    ecm.set_categories(50, "Document", {"SHA-256": OTHER_HASH})

    ecm.set_categories(51, "Document", {"SHA-256": HASH})

    assert {"category_id": 9830, "9830_2": HASH} == sent(wire.calls[-1])


def test_an_unknown_attribute_is_named_and_nothing_is_written(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json=category(50))

    with pytest.raises(UnknownName, match="Colour"):
        ecm.set_categories(50, "Document", {"Colour": "red"})

    assert ["GET"] == methods(wire)


def test_workspaces_that_are_related_already_are_left_alone(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/businessworkspaces/1/relateditems", json=listed(node(2, "#1001", 848)))

    ecm.relate(1, 2)

    assert ["GET"] == methods(wire)


def test_an_error_of_relating_counts_as_success_when_the_pair_is_there(ecm: Ecm, wire: responses.RequestsMock) -> None:
    related = f"{URL}/v2/businessworkspaces/1/relateditems"
    wire.get(related, json=listed())
    wire.get(related, json=listed(node(2, "#1001", 848)))
    wire.post(related, status=500, json={"error": "Something"})

    ecm.relate(1, 2)

    assert "rel_bw_id=2&rel_type=child" == wire.calls[2].request.body
    assert ["GET", "POST", "GET"] == methods(wire)


def test_an_error_of_relating_stays_one_when_the_pair_is_missing(ecm: Ecm, wire: responses.RequestsMock) -> None:
    related = f"{URL}/v2/businessworkspaces/1/relateditems"
    wire.get(related, json=listed())
    wire.post(related, status=503)

    with pytest.raises(Unreachable):
        ecm.relate(1, 2)


def test_a_record_is_classified_once_with_the_token_just_read(ecm: Ecm, wire: responses.RequestsMock) -> None:
    url = f"{URL}/v1/nodes/50/rmclassifications"
    wire.get(url, json={"data": [], "rm_metadataToken": "t-1"})
    wire.post(url, body=b"")

    ecm.classify(50, 41320)

    assert {"class_id": 41320, "rm_metadataToken": "t-1", "official": True} == sent(wire.calls[-1])


def test_a_record_that_carries_the_class_is_left_alone(ecm: Ecm, wire: responses.RequestsMock) -> None:
    url = f"{URL}/v1/nodes/50/rmclassifications"
    wire.get(url, json={"data": [{"rmclassification_id": 41320}], "rm_metadataToken": "t-1"})

    ecm.classify(50, 41320)

    assert ["GET"] == methods(wire)


def test_records_management_may_refuse_with_status_200(ecm: Ecm, wire: responses.RequestsMock) -> None:
    url = f"{URL}/v1/nodes/50/rmclassifications"
    wire.get(url, json={"data": [], "rm_metadataToken": "t-1"})
    wire.post(url, json={"results": {"ok": False, "errMsg": "no"}})

    with pytest.raises(Refused, match="said no"):
        ecm.classify(50, 41320)


def test_people_get_the_address_of_the_page_and_not_of_the_api(ecm: Ecm) -> None:
    assert "https://ecm.example/cs/cs/app/nodes/50" == ecm.node_url(50)


def test_a_category_that_another_worker_applies_meanwhile_is_updated(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json=category(50))
    url = f"{URL}/v2/nodes/50/categories/9830/"
    wire.put(url, status=400, json={"error": "Category ID '9830' is not a category on node '50'"})
    wire.put(url, json={"results": {}})
    present = {"error": "The attribute group 'Document' already exists"}
    wire.post(f"{URL}/v2/nodes/50/categories", status=400, json=present)

    ecm.set_categories(50, "Document", {"SHA-256": HASH})

    assert ["GET", "PUT", "POST", "PUT"] == methods(wire)


def test_a_category_that_nobody_set_up_is_named(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/50/categories?metadata", json={"results": []})
    wire.get(f"{URL}/v2/volumes/133", json={"results": node(2006, "Categories", 133)})
    wire.get(f"{URL}/v2/nodes/2006/nodes", json=listed())

    with pytest.raises(UnknownName, match="Shopify Parcel"):
        ecm.set_categories(50, "Shopify Parcel", {"Weight": "1"})


def test_a_document_whose_name_something_else_has_is_a_conflict(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.post(f"{URL}/v2/nodes", status=500, json=TAKEN)
    wire.get(f"{URL}/v2/nodes/9/nodes", json=listed())

    with pytest.raises(NameTaken):
        file_invoice(ecm)


def test_an_error_of_classifying_counts_as_success_when_the_class_is_there(
    ecm: Ecm, wire: responses.RequestsMock
) -> None:
    url = f"{URL}/v1/nodes/50/rmclassifications"
    wire.get(url, json={"data": [], "rm_metadataToken": "t-1"})
    wire.get(url, json={"data": [{"rmclassification_id": 41320}]})
    wire.post(url, status=503)

    ecm.classify(50, 41320)

    assert ["GET", "POST", "GET"] == methods(wire)


def test_a_list_without_end_is_garbled(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(f"{URL}/v2/nodes/9/nodes", json={"results": [node(1, "Other")] * 100})

    with pytest.raises(Garbled, match="without end"):
        ecm.find_folder(9, "Invoices")


@pytest.mark.parametrize("ticket", ["", " ", "a\r\nX-Evil: 1", "größe", None, 7])
def test_a_ticket_that_fits_into_no_header_is_garbled(http: Http, ticket: Any) -> None:
    ecm = Ecm(URL, username="connector", password=SecretStr("secret"), http=http)
    with responses.RequestsMock() as wire:
        wire.post(f"{URL}/v1/auth", json={"ticket": ticket})

        with pytest.raises(Garbled):
            ecm.find_workspace("Order", "1001")


def test_an_external_date_needs_a_zone(ecm: Ecm) -> None:
    with pytest.raises(ValueError, match="zone"):
        file_invoice(ecm, external_date=datetime(2026, 1, 5))  # noqa: DTZ001 - the missing zone is the point.
