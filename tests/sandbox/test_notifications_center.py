"""The optional notification center: there when its switch is on, idempotent by our reference."""

from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient

CENTER = "/notification-center/v1"
NOTIFICATIONS = f"{CENTER}/notifications"


@pytest.fixture
def center(sandbox: SandboxClient) -> SandboxClient:
    sandbox.control("POST", "/switches", {"notification_center": True, "delivery_step_seconds": 10})
    return sandbox


def notice(**changes: Any) -> dict[str, Any]:
    return {
        "correlation_id": "N1:acme.myshopify.com:order:1042:1",
        "event": "order_high_risk",
        "severity": "high",
        "recipients": [{"type": "group", "id": "order_ops"}],
        "channels": ["in_app", "email"],
        "subject": "Order #1042 needs review",
        "text": "High risk",
        **changes,
    }


def test_without_the_switch_there_is_no_center(sandbox: SandboxClient) -> None:
    reply = sandbox.api("POST", NOTIFICATIONS, notice())

    assert 404 == reply.status
    assert "fault" in reply.json
    assert [] == sandbox.effects()


def test_a_notification_travels_to_every_recipient_and_channel(center: SandboxClient) -> None:
    created = center.api("POST", NOTIFICATIONS, notice())
    path = f"{NOTIFICATIONS}/{created.json['id']}"

    seen = []
    for seconds in (0, 11, 10):
        center.control("POST", "/clock", {"advance_seconds": seconds})
        seen.append(center.api("GET", path).json)

    assert 201 == created.status
    assert ["accepted", "dispatching", "delivered"] == [one["state"] for one in seen]
    assert [("in_app", "delivered"), ("email", "delivered")] == [
        (one["channel"], one["state"]) for one in seen[-1]["deliveries"]
    ]


def test_an_equal_repeat_finds_the_first_and_an_unequal_one_is_a_conflict(center: SandboxClient) -> None:
    first, second = (center.api("POST", NOTIFICATIONS, notice()) for _ in range(2))
    other = center.api("POST", NOTIFICATIONS, notice(text="Low risk"))

    assert (201, 200, 409) == (first.status, second.status, other.status)
    assert first.json["id"] == second.json["id"]
    assert "duplicate_conflict" == other.json["error_code"]
    assert 1 == len(center.effects("notification_created"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"recipients": [{"type": "group", "id": "unknown_team"}]}, "unknown_recipient"),
        ({"template": "wedding_invitation"}, "unknown_template"),
        ({"channels": ["sms"]}, "no_channel_left"),
    ],
)
def test_what_reaches_nobody_is_refused_with_its_code(
    center: SandboxClient, changes: dict[str, Any], code: str
) -> None:
    reply = center.api("POST", NOTIFICATIONS, notice(**changes))

    assert (422, code) == (reply.status, reply.json["error_code"])
    assert {"timestamp", "status", "error", "message", "details", "error_code", "path"} == reply.json.keys()
    assert [] == center.effects()


@pytest.mark.parametrize(
    "changes",
    [
        {"severity": "urgent"},
        {"channels": []},
        {"channels": ["pigeon"]},
        {"recipients": [{"id": "order_ops"}]},
        {"recipients": [{"type": "robot", "id": "x"}]},
        {"subject": "one\r\ntwo"},
        {"facts": {"order": 7}},
        {"links": [{"rel": "admin"}]},
        {"locale": "English"},
        {"expires_time": "tomorrow"},
        {"expires_time": "2026-01-05T00:00:00"},
        {"priority": "high"},
    ],
)
def test_a_body_that_does_not_fit_is_refused(center: SandboxClient, changes: dict[str, Any]) -> None:
    assert 400 == center.api("POST", NOTIFICATIONS, notice(**changes)).status
    assert [] == center.effects()


def test_preferences_suppress_and_the_rest_is_delivered(center: SandboxClient) -> None:
    wanted = {"channels": {"email": False, "sms": False, "in_app": True}, "min_severity": "info", "muted_until": None}
    center.api("PUT", f"{CENTER}/preferences/order_ops", wanted)

    created = center.api("POST", NOTIFICATIONS, notice()).json
    center.control("POST", "/clock", {"advance_seconds": 30})
    later = center.api("GET", f"{NOTIFICATIONS}/{created['id']}").json

    assert wanted == center.api("GET", f"{CENTER}/preferences/order_ops").json
    assert ["delivered", "suppressed"] == [one["state"] for one in later["deliveries"]]
    assert "partly_delivered" == later["state"]


@pytest.mark.parametrize("changes", [{"min_severity": "critical"}, {"muted_until": "2099-01-01T00:00:00+00:00"}])
def test_who_is_muted_or_wants_only_worse_is_not_told(center: SandboxClient, changes: dict[str, Any]) -> None:
    channels = {"email": True, "sms": True, "in_app": True}
    wanted = {"channels": channels, "min_severity": "info", "muted_until": None, **changes}
    center.api("PUT", f"{CENTER}/preferences/order_ops", wanted)

    assert "no_channel_left" == center.api("POST", NOTIFICATIONS, notice()).json["error_code"]


def test_acknowledging_counts_once_per_user_and_withdrawing_once(center: SandboxClient) -> None:
    path = f"{NOTIFICATIONS}/{center.api('POST', NOTIFICATIONS, notice()).json['id']}"

    acknowledged = [center.api("POST", f"{path}/acknowledgements", {"user": user}).json for user in ("a", "a", "b")]
    withdrawn = [center.api("POST", f"{path}/withdrawal", {"reason": why}).json for why in ("solved", "again")]

    assert {"acknowledged"} == {one["state"] for one in acknowledged}
    assert {"withdrawn"} == {one["state"] for one in withdrawn}
    assert 2 == len(center.effects("notification_acknowledged"))
    assert ["solved"] == [one["detail"]["reason"] for one in center.effects("notification_withdrawn")]


def test_a_notification_expires_by_itself(center: SandboxClient) -> None:
    created = center.api("POST", NOTIFICATIONS, notice(expires_time="2000-01-01T00:00:00Z")).json

    assert "expired" == created["state"]


def test_the_list_is_filtered_and_goes_on_at_its_cursor(center: SandboxClient) -> None:
    for number in range(3):
        center.api("POST", NOTIFICATIONS, notice(event=f"event_{number}"))
    center.api("POST", NOTIFICATIONS, notice(correlation_id="another"))

    first = center.api("GET", NOTIFICATIONS, correlation_id=notice()["correlation_id"], team="order_ops", count=2).json
    second = center.api(
        "GET", NOTIFICATIONS, correlation_id=notice()["correlation_id"], after=first["next_cursor"]
    ).json

    assert ["event_0", "event_1"] == [one["event"] for one in first["_embedded"]["notifications"]]
    assert ["event_2"] == [one["event"] for one in second["_embedded"]["notifications"]]
    assert second["next_cursor"] is None
    assert [] == center.api("GET", NOTIFICATIONS, team="fraud").json["_embedded"]["notifications"]
    assert 400 == center.api("GET", NOTIFICATIONS, after="x").status
    assert 400 == center.api("GET", NOTIFICATIONS, page=2).status


def test_nobody_gets_in_without_a_token_and_what_is_unknown_is_not_found(center: SandboxClient) -> None:
    assert 401 == center.call("GET", NOTIFICATIONS).status
    assert 404 == center.api("GET", f"{NOTIFICATIONS}/n-99").status
    assert 404 == center.api("POST", f"{NOTIFICATIONS}/n-99/withdrawal", {"reason": "x"}).status
    assert 422 == center.api("GET", f"{CENTER}/preferences/unknown").status


def test_a_fault_hits_an_operation_of_the_center_by_its_name(center: SandboxClient) -> None:
    fault = {
        "system": "notifications",
        "operation": "POST /notifications/{id}/withdrawal",
        "kind": "status",
        "status": 503,
    }
    created = center.api("POST", NOTIFICATIONS, notice()).json
    center.control("POST", "/faults", fault)

    reply = center.api("POST", f"{NOTIFICATIONS}/{created['id']}/withdrawal", {"reason": "x"})

    assert 503 == reply.status
