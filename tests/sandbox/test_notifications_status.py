"""The way of a message, followed by its status."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient

OUTBOUND = "/notifications/mra/v1/outbound"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture
def send_mail(sandbox: SandboxClient) -> Any:
    def send(*addresses: str, tracking: str = "top") -> str:
        body = {
            "options": {
                "customer_reference": "N1:key",
                "billing_code": "ECOM",
                "email_options": {"subject": "Hello", "html_open_tracking": tracking},
            },
            "destinations": [{"ref": f"ref-{address}", "email": address} for address in addresses],
            "body": [{"type": "text", "data": encoded("Hello")}],
        }
        return sandbox.api("POST", f"{OUTBOUND}/emails", body).json["job_id"]

    return send


@pytest.fixture
def status_after(sandbox: SandboxClient) -> Any:
    """Move time and read the status of a job."""

    def read(seconds: float, job_id: str, channel: str = "emails") -> dict[str, Any]:
        sandbox.control("POST", "/clock", {"advance_seconds": seconds})
        return sandbox.api("GET", f"{OUTBOUND}/{channel}/status", job_id=job_id).json

    return read


def state(status: dict[str, Any]) -> str:
    return status["deliveries"][0]["delivery_attempts"][0]["state"]


def test_a_mail_goes_through_all_states_to_sent(
    sandbox: SandboxClient, send_mail: Callable[..., str], status_after: Callable[..., dict[str, Any]]
) -> None:
    sandbox.control("POST", "/switches", {"delivery_step_seconds": 10})
    job_id = send_mail("ops@acme.example")

    statuses = [status_after(seconds, job_id) for seconds in (0, 11, 10, 10)]

    assert ["Pending", "InProcess", "Submitted", "Sent"] == [state(status) for status in statuses]
    assert "Complete" not in statuses[2]["job_state"]
    assert ["Complete", "Posted"] == statuses[3]["job_state"]


def test_references_come_back_in_base64(
    send_mail: Callable[..., str], status_after: Callable[..., dict[str, Any]]
) -> None:
    status = status_after(0, send_mail("ops@acme.example"))

    assert encoded("N1:key") == status["customer_reference_base64"]
    assert encoded("ECOM") == status["billing_code_base64"]
    assert encoded("ref-ops@acme.example") == status["deliveries"][0]["ref_base64"]
    assert status["entry_time"].endswith("Z")


def test_an_opened_mail_is_counted_after_its_time_only_when_tracked(
    send_mail: Callable[..., str], status_after: Callable[..., dict[str, Any]]
) -> None:
    tracked, untracked = send_mail("ops@acme.example"), send_mail("ops@acme.example", tracking="none")

    unopened = status_after(10, tracked)
    opened = status_after(60, tracked)

    assert 0 == unopened["html_open_tracking"]["total_open_count"]
    assert 1 == opened["html_open_tracking"]["total_open_count"]
    assert opened["deliveries"][0]["events"]["email_delivery_events"]["html_open"]
    events = status_after(0, untracked)["deliveries"][0]["events"]["email_delivery_events"]
    assert [] == events["html_open"]


def test_one_bouncing_address_fails_alone(
    send_mail: Callable[..., str], status_after: Callable[..., dict[str, Any]]
) -> None:
    status = status_after(10, send_mail("ops@acme.example", "gone@bounce.invalid"))

    attempts = [delivery["delivery_attempts"][0] for delivery in status["deliveries"]]
    assert [("Sent", 0), ("Error", 5000)] == [(one["state"], one["gamma_code"]) for one in attempts]
    assert ["Complete", "Posted"] == status["job_state"]


def test_an_opted_out_address_says_so(
    send_mail: Callable[..., str], status_after: Callable[..., dict[str, Any]]
) -> None:
    status = status_after(100, send_mail("me@optout.invalid"))

    events = status["deliveries"][0]["events"]["email_delivery_events"]
    assert events["opt_out"]
    assert [] == events["html_open"]


def test_a_short_message_is_confirmed(sandbox: SandboxClient, status_after: Callable[..., dict[str, Any]]) -> None:
    body = {
        "destinations": [{"ref": "a", "sms": "0034600000001"}, {"ref": "b", "sms": "0034600000000"}],
        "sms_text": "Hello",
    }
    job_id = sandbox.api("POST", f"{OUTBOUND}/sms", body).json["job_id"]

    deliveries = status_after(100, job_id, "sms")["deliveries"]

    events = [delivery["events"]["sms_delivery_events"] for delivery in deliveries]
    assert ["Confirmed"] == [event["status"] for event in events[0]]
    assert [] == events[1]
    assert "Error" == deliveries[1]["delivery_attempts"][0]["state"]


def test_an_unknown_job_is_not_found_nor_one_of_another_channel(
    sandbox: SandboxClient, send_mail: Callable[..., str]
) -> None:
    job_id = send_mail("ops@acme.example")

    assert 404 == sandbox.api("GET", f"{OUTBOUND}/emails/status", job_id="xsi-1").status
    assert 404 == sandbox.api("GET", f"{OUTBOUND}/sms/status/", job_id=job_id).status
    assert 400 == sandbox.api("GET", f"{OUTBOUND}/emails/status").status
    assert 401 == sandbox.call("GET", f"{OUTBOUND}/emails/status?job_id={job_id}").status
