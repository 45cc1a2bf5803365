"""Records, holds, rights, roles, deletion: what is sent, and what the answers are taken for."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs

import pytest
import responses
from pydantic import SecretStr

from integrator.clients.ecm import Ecm, Record, UnknownName
from integrator.clients.errors import Refused, Unauthorized, Unreachable
from integrator.clients.http import Http

URL = "https://ecm.example/cs/cs/api"
RECORD, HOLDS, HOLD = f"{URL}/v1/nodes/7/rmclassifications", f"{URL}/v1/nodes/7/holds", f"{URL}/v2/hold"
NO_HOLD = {"results": {"ok": False, "errMsg": "Hold does not exist."}}
ROLES, MEMBERS = f"{URL}/v2/businessworkspaces/9/roles", f"{URL}/v2/members"
RIGHTS = f"{URL}/v2/nodes/7/permissions"
JANUARY = datetime(2026, 1, 5, 1, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(f"{URL}/v1/auth", json={"ticket": "ticket-1"})
        yield mock


@pytest.fixture
def ecm(http: Http) -> Ecm:
    return Ecm(URL, username="connector", password=SecretStr("secret"), http=http)


def on(*names: str) -> dict[str, Any]:
    return {"data": [{"hold_id": number, "hold_name": name} for number, name in enumerate(names, 1)]}


def role(members: list[int]) -> dict[str, Any]:
    data = {"properties": {"id": 61, "name": "Finance"}, "members": [{"id": member} for member in members]}
    return {"results": [{"data": data}]}


def entry(kind: str, right_id: int | None, *rights: str) -> dict[str, Any]:
    return {"data": {"permissions": {"type": kind, "right_id": right_id, "permissions": list(rights)}}}


def changes(wire: responses.RequestsMock) -> list[tuple[str, str]]:
    """Method and path of everything that was not only read."""
    requests = [call.request for call in wire.calls if not str(call.request.url).endswith("/v1/auth")]
    return [
        (str(one.method), str(one.url).removeprefix(URL).partition("?")[0]) for one in requests if one.method != "GET"
    ]


def test_a_record_is_described_by_either_name_of_its_status(ecm: Ecm, wire: responses.RequestsMock) -> None:
    row = {"rmclassification_id": 41320, "rsi": "SALES-10Y", "official": True}
    wire.get(RECORD, json={"data": [{**row, "file_status": "ACTIVE"}]})
    wire.get(RECORD, json={"data": [{**row, "rsi": None, "status": "CLOSED"}]})
    wire.get(RECORD, json={"data": []})

    assert [
        Record(class_id=41320, schedule="SALES-10Y", status="ACTIVE", is_official=True),
        Record(class_id=41320, schedule="", status="CLOSED", is_official=True),
        None,
    ] == [ecm.find_record(7) for _ in range(3)]


def test_a_hold_is_created_once_and_put_on_the_node(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(HOLDS, json=on("Audit 2025"))
    wire.get(HOLD, json=NO_HOLD)
    wire.post(f"{URL}/v1/holds", json={"holdID": 13})
    wire.post(HOLDS, body=b"")

    ecm.put_on_hold(7, "Dispute 1", since=JANUARY)

    created, put = (parse_qs(str(call.request.body)) for call in wire.calls[-2:])
    assert (["Dispute 1"], ["Legal"], ["2026-01-04T23:00:00"]) == (
        created["name"],
        created["type"],
        created["date_applied"],
    )
    assert {"hold_id": 13} == json.loads(put["body"][0])


@pytest.mark.parametrize(
    "answer", [{"results": {"data": {"hold": {"HoldID": 13}}}}, {"results": {"hold": {"HoldID": 13}}}]
)
def test_a_hold_that_exists_is_used(ecm: Ecm, wire: responses.RequestsMock, answer: dict[str, Any]) -> None:
    wire.get(HOLDS, json=on())
    wire.get(HOLD, json=answer)
    wire.post(HOLDS, json={})

    ecm.put_on_hold(7, "Dispute 1", since=JANUARY)

    assert [("POST", "/v1/nodes/7/holds")] == changes(wire)


def test_a_race_for_a_new_hold_is_settled_by_its_name(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(HOLDS, json=on())
    wire.get(HOLD, json=NO_HOLD)
    wire.get(HOLD, json={"results": {"data": {"hold": {"HoldID": 13}}}})
    wire.post(f"{URL}/v1/holds", status=400, json={"error": "Could not insert into the Hold Disposition table"})
    wire.post(HOLDS, body=b"")

    ecm.put_on_hold(7, "Dispute 1", since=JANUARY)

    assert ("POST", "/v1/nodes/7/holds") == changes(wire)[-1]


def test_a_node_that_is_on_the_hold_is_left_alone(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(HOLDS, json=on("Audit 2025", "Dispute 1"))

    ecm.put_on_hold(7, "Dispute 1", since=JANUARY)

    assert [] == changes(wire)
    assert ["Audit 2025", "Dispute 1"] == ecm.holds_on(7)


@pytest.mark.parametrize(
    ("refusal", "error"),
    [({"json": {"results": {"ok": False, "errMsg": "no"}}}, Refused), ({"status": 503}, Unreachable)],
)
def test_a_failed_hold_counts_only_when_a_second_look_finds_it(
    ecm: Ecm, wire: responses.RequestsMock, refusal: dict[str, Any], error: type[Exception]
) -> None:
    wire.get(HOLD, json={"results": {"data": {"hold": {"HoldID": 13}}}})
    wire.post(HOLDS, **refusal)
    for answer in (on(), on(), on(), on("Dispute 1")):
        wire.get(HOLDS, json=answer)

    with pytest.raises(error):
        ecm.put_on_hold(7, "Dispute 1", since=JANUARY)
    ecm.put_on_hold(7, "Dispute 1", since=JANUARY)


def test_a_hold_is_lifted_by_its_name_once(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(HOLDS, json=on("Audit 2025", "Dispute 1"))
    wire.get(HOLDS, json=on("Audit 2025"))
    wire.delete(f"{HOLDS}/2", body=b"")

    ecm.lift_hold(7, "Dispute 1")
    ecm.lift_hold(7, "Dispute 1")

    assert [("DELETE", "/v1/nodes/7/holds/2")] == changes(wire)


def test_a_lift_that_was_not_answered_is_looked_up(ecm: Ecm, wire: responses.RequestsMock) -> None:
    for answer in (on("Dispute 1"), on(), on("Dispute 1")):
        wire.get(HOLDS, json=answer)
    wire.delete(f"{HOLDS}/1", status=503)

    ecm.lift_hold(7, "Dispute 1")
    with pytest.raises(Unreachable):
        ecm.lift_hold(7, "Dispute 1")


def test_deleting_what_is_gone_is_done(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.delete(f"{URL}/v2/nodes/7", json={"results": {}})
    gone = {"error": "Sorry, the item you requested could not be accessed."}
    wire.delete(f"{URL}/v2/nodes/7", status=400, json=gone)
    wire.delete(f"{URL}/v2/nodes/7", status=500, json={"error": "Insufficient permissions to perform that action"})

    ecm.delete(7)
    ecm.delete(7)
    with pytest.raises(Unauthorized):
        ecm.delete(7)


def test_somebody_joins_a_role_once(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ROLES, json=role([]))
    wire.get(ROLES, json=role([1202]))
    wire.get(MEMBERS, json={"results": [{"data": {"properties": {"id": 1202, "name": "finance"}}}]})
    wire.post(f"{ROLES}/61/members", json={"results": {}})

    ecm.add_role_member(9, "Finance", "finance")
    ecm.add_role_member(9, "Finance", "finance")

    assert [("POST", "/v2/businessworkspaces/9/roles/61/members")] == changes(wire)
    assert "id=1202" == wire.calls[3].request.body


def test_unknown_roles_and_people_are_named(ecm: Ecm, wire: responses.RequestsMock) -> None:
    wire.get(ROLES, json=role([]))
    wire.get(MEMBERS, json={"results": [{"data": {"properties": {"id": 1202, "name": "finance.eu"}}}]})

    with pytest.raises(UnknownName, match="Nobody"):
        ecm.add_role_member(9, "Nobody", "finance")
    with pytest.raises(UnknownName, match="finance"):
        ecm.add_role_member(9, "Finance", "finance")

    assert [] == changes(wire)


def test_a_failed_joining_counts_when_the_member_is_there(ecm: Ecm, wire: responses.RequestsMock) -> None:
    for members in ([], [1202], [], []):
        wire.get(ROLES, json=role(members))
    wire.get(MEMBERS, json={"results": [{"data": {"properties": {"id": 1202, "name": "finance"}}}]})
    wire.post(f"{ROLES}/61/members", status=503)

    ecm.add_role_member(9, "Finance", "finance")
    with pytest.raises(Unreachable):
        ecm.add_role_member(9, "Finance", "finance")


def test_a_folder_is_narrowed_with_the_new_rights_first(ecm: Ecm, wire: responses.RequestsMock) -> None:
    entries = [
        entry("owner", 1100, "see"),
        entry("group", 999),
        entry("public", None, "see"),
        entry("custom", 5, "see"),
        entry("custom", 6, "see"),
    ]
    wire.get(RIGHTS, json={"results": entries})
    for method, path in (("POST", "/custom"), ("PUT", "/public"), ("DELETE", "/custom/6")):
        wire.add(method, f"{RIGHTS}{path}", json={"results": {}})

    ecm.restrict_folder(7, {5: ["see"], 8: ["see_contents", "see"]})

    assert [
        ("POST", "/v2/nodes/7/permissions/custom"),
        ("PUT", "/v2/nodes/7/permissions/public"),
        ("DELETE", "/v2/nodes/7/permissions/custom/6"),
    ] == changes(wire)
    granted = json.loads(parse_qs(str(wire.calls[2].request.body))["body"][0])
    assert {"right_id": 8, "permissions": ["see", "see_contents"], "apply_to": 2} == granted


@pytest.mark.parametrize("rights", [{}, {5: []}, {5: ["fly"]}])
def test_a_folder_is_not_closed_to_everybody_nor_opened_to_unknown_rights(
    ecm: Ecm, rights: dict[int, list[str]]
) -> None:
    with pytest.raises(ValueError, match="needs members with known rights"):
        ecm.restrict_folder(7, rights)


def test_a_time_without_zone_is_no_beginning_of_a_hold(ecm: Ecm) -> None:
    with pytest.raises(ValueError, match="zone"):
        ecm.put_on_hold(7, "Dispute 1", since=datetime(2026, 1, 5))  # noqa: DTZ001 - that is the point.
