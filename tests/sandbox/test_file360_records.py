"""Review status, retention, holds, locks, and the activity feed that tells of them."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.file360_callers import File360Client, code


@pytest.fixture
def file360(sandbox: SandboxClient) -> File360Client:
    return File360Client(sandbox)


@pytest.fixture
def file(file360: File360Client) -> Any:
    return file360.file(b"one", parent="/Custom", name="artwork.png")


def set_status(file360: File360Client, file: dict[str, Any], status: str, **more: Any) -> Any:
    return file360.call("PUT", f"/files/{file['id']}/status", {"status": status, **more})


def test_a_review_goes_its_way_and_the_reviewer_is_named(file360: File360Client, file: dict[str, Any]) -> None:
    set_status(file360, file, "in_review")

    reviewed = file360.play(f"files/{file['id']}/status", status="rejected", comment="too small", by="production-1")

    assert ("rejected", "production-1", "too small") == tuple(
        reviewed.json[name] for name in ("status", "status_changed_by", "status_comment")
    )
    told = file360.get("/activities", where_event="status_changed").json["results"]
    assert [("draft", "in_review"), ("in_review", "rejected")] == [
        (one["detail"]["from"], one["detail"]["to"]) for one in told
    ]
    assert "production-1@sandbox.invalid" == told[-1]["actor"]["email"]


def test_a_status_that_cannot_follow_is_refused(file360: File360Client, file: dict[str, Any]) -> None:
    assert (400, "invalid_state") == code(set_status(file360, file, "approved"))
    assert (400, "invalid_parameter") == code(set_status(file360, file, "wonderful"))
    assert "draft" == file360.get(f"/files/{file['id']}").json["status"]


def test_the_same_status_again_tells_nobody(file360: File360Client, file: dict[str, Any]) -> None:
    statuses = [set_status(file360, file, "in_review").status for _ in range(2)]

    assert [200, 200] == statuses
    assert 1 == len(file360.effects("status_changed"))


def test_a_new_version_of_an_approved_file_is_a_draft_again(file360: File360Client) -> None:
    file = file360.approve("/Compliance/cert.pdf", b"one", expiration_date="2030-01-01T00:00:00+02:00")

    file360.multipart(f"/files/{file['id']}/versions", b"two")

    assert "2029-12-31T22:00:00.000Z" == file["expiration_date"]
    assert "draft" == file360.get(f"/files/{file['id']}").json["status"]
    versions = file360.get(f"/files/{file['id']}/versions").json["results"]
    assert ["approved", "draft"] == [version["status"] for version in versions]


def test_a_locked_file_is_not_changed_until_it_is_free(file360: File360Client, file: dict[str, Any]) -> None:
    file360.play(f"files/{file['id']}/lock", by="production-1")

    refused = [
        set_status(file360, file, "in_review"),
        file360.call("PUT", f"/files/{file['id']}", {"name": "b.png"}),
        file360.multipart(f"/files/{file['id']}/versions", b"two"),
        file360.call("DELETE", f"/files/{file['id']}"),
    ]
    file360.play(f"files/{file['id']}/lock", by="")

    assert [(423, "locked")] * 4 == [code(reply) for reply in refused]
    assert 200 == set_status(file360, file, "in_review").status


def test_retention_keeps_a_file_until_its_time(file360: File360Client, file: dict[str, Any]) -> None:
    path = f"/files/{file['id']}"

    kept = file360.call("PUT", f"{path}/retention", {"policy": "claims_6y", "event_date": "2026-03-31T00:00:00Z"})
    file360.call("PUT", f"{path}/retention", {"policy": "claims_6y", "event_date": "2026-03-31T00:00:00Z"})
    shorter = file360.call("PUT", f"{path}/retention", {"policy": "consent_3y", "event_date": "2026-03-31T00:00:00Z"})

    assert {"policy": "claims_6y", "retain_until": "2032-03-28T00:00:00.000Z", "on_hold": False} == kept.json[
        "retention"
    ]
    assert (400, "invalid_state") == code(shorter)
    assert 1 == len(file360.effects("retention_set"))
    assert (423, "under_retention") == code(file360.call("DELETE", path))


def test_a_policy_says_what_it_counts_from(file360: File360Client, file: dict[str, Any]) -> None:
    path = f"/files/{file['id']}/retention"
    wrong = [
        {"policy": "orders_10y", "event_date": "2026-03-31T00:00:00Z"},
        {"policy": "claims_6y"},
        {"policy": "for_ever"},
        {"policy": "claims_6y", "event_date": "2026-03-31"},
    ]

    assert [400] * 4 == [file360.call("PUT", path, body).status for body in wrong]
    assert {"orders_10y", "claims_6y", "consent_3y"} == {
        policy["name"] for policy in file360.get("/retentionpolicies").json["results"]
    }


def test_each_hold_holds_by_itself_and_covers_what_lies_below(file360: File360Client, file: dict[str, Any]) -> None:
    hold = f"/folders/{file['parent_id']}/hold"
    for reference in ("dispute-1", "legal-7", "legal-7"):
        file360.call("PUT", hold, {"reason": "dispute", "reference": reference})

    file360.call("DELETE", f"{hold}?reference=dispute-1")
    still_held = file360.call("DELETE", f"/files/{file['id']}")
    added = file360.file(b"more", parent="/Custom", name="evidence.pdf")
    file360.call("DELETE", f"{hold}?reference=legal-7")

    assert (423, "on_hold") == code(still_held)
    assert added["retention"]["on_hold"]
    assert 204 == file360.call("DELETE", f"/files/{file['id']}").status
    assert (2, 2) == (len(file360.effects("hold_set")), len(file360.effects("hold_released")))


def test_the_feed_is_read_in_pages_and_goes_on_where_it_ended(file360: File360Client) -> None:
    for number in range(3):
        file360.file(name=f"{number}.pdf", content=str(number).encode())

    first = file360.get("/activities", limit=2).json
    second = file360.get("/activities", limit=2, after=first["next_cursor"]).json
    nothing = file360.get("/activities", after=second["next_cursor"]).json

    assert ([1, 2], True) == ([one["id"] for one in first["results"]], first["has_more"])
    assert ([3], False) == ([one["id"] for one in second["results"]], second["has_more"])
    assert ([], second["next_cursor"]) == (nothing["results"], nothing["next_cursor"])


def test_a_cursor_moves_on_over_events_that_nobody_asked_for(file360: File360Client) -> None:
    file360.file()

    page = file360.get("/activities", where_event="status_changed").json

    assert ([], "1", False) == (page["results"], page["next_cursor"], page["has_more"])


def test_a_cursor_older_than_what_is_kept_has_expired(file360: File360Client) -> None:
    for number in range(3):
        file360.file(name=f"{number}.pdf", content=str(number).encode())
    file360.play("activities/forget", up_to=2)

    expired = file360.get("/activities", after="1")

    assert (410, "cursor_expired") == code(expired)
    assert {"earliest_cursor": "2"} == expired.json["details"]
    assert [3] == [one["id"] for one in file360.get("/activities", after="2").json["results"]]
    assert 400 == file360.get("/activities", after="99").status


def test_the_feed_may_lag_behind_the_items(file360: File360Client) -> None:
    file360.sandbox.control("POST", "/switches", {"activity_lag_seconds": 60})
    file360.file()

    early = file360.get("/activities").json
    file360.sandbox.control("POST", "/clock", {"advance_seconds": 61})

    assert ([], "0") == (early["results"], early["next_cursor"])
    assert ["created"] == file360.events(after=early["next_cursor"])


def test_the_activities_of_a_folder_tell_who_read_what(file360: File360Client) -> None:
    folder = file360.folder("1001")
    file = file360.file(parent="/Orders/1001")
    file360.get(f"/files/{file['id']}/content")

    of_folder = file360.get(f"/folders/{folder['id']}/activities").json["results"]
    below = file360.get(f"/folders/{folder['id']}/activities", recursive="true").json["results"]

    assert ["created"] == [one["event"] for one in of_folder]
    assert ["created", "created", "downloaded"] == [one["event"] for one in below]
    assert [] == file360.effects("downloaded")


def test_the_tree_shows_everything(file360: File360Client, file: dict[str, Any]) -> None:
    root = file360.sandbox.control("GET", "/file360/tree")["root"]

    (custom,) = [child for child in root["children"] if child["name"] == "Custom"]
    assert [(file["id"], "draft")] == [(child["id"], child["status"]) for child in custom["children"]]
    assert b"one" == file360.sandbox.call("GET", f"/_sandbox/file360/files/{file['id']}/content").body


def test_faults_speak_the_services_own_words(file360: File360Client) -> None:
    fault = {"system": "file360", "operation": "GET /folders/{id}/items", "kind": "status", "status": 423}
    file360.sandbox.control("POST", "/faults", fault)

    reply = file360.get(f"/folders/{file360.at('/Orders')['id']}/items")

    assert (423, "locked") == code(reply)


def test_a_reset_plants_the_administrators_folders_again(file360: File360Client) -> None:
    file360.file()
    file360.sandbox.control("POST", "/reset")

    assert 0 == File360Client(file360.sandbox).at("/Orders")["child_count"]
