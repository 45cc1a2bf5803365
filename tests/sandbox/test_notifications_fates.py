"""What people make of a message: delivered, bounced, late; who wants no more gets no more."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient

OUTBOUND = "/notifications/mra/v1/outbound"
Send = Callable[..., str]
StateOf = Callable[..., str]


@pytest.fixture
def send(sandbox: SandboxClient) -> Send:
    def submit(*numbers: str) -> str:
        destinations = [{"ref": f"ref-{number}", "sms": number} for number in numbers or ("0034600000001",)]
        body = {"destinations": destinations, "sms_text": "Order #1042 on hold"}
        return sandbox.api("POST", f"{OUTBOUND}/sms", body).json["job_id"]

    return submit


@pytest.fixture
def status_of(sandbox: SandboxClient) -> Callable[[str], dict[str, Any]]:
    return lambda job: sandbox.api("GET", f"{OUTBOUND}/sms/status/", job_id=job).json


def states(status: dict[str, Any]) -> list[str]:
    return [one["delivery_attempts"][0]["state"] for one in status["deliveries"]]


@pytest.mark.parametrize(("word", "state"), [("delivered", "Sent"), ("bounced", "Error"), ("cancelled", "Cancelled")])
def test_a_marked_job_ends_at_once(
    sandbox: SandboxClient, send: Send, status_of: Callable[[str], dict[str, Any]], word: str, state: str
) -> None:
    sandbox.control("POST", "/switches", {"delivery_step_seconds": 600})
    job = send()
    under_way = status_of(job)

    sandbox.control("POST", f"/jobs/{job}/mark", {"as": word})

    assert ["Pending"] == states(under_way)
    assert [state] == states(status_of(job))
    assert ["Complete", "Posted"] == status_of(job)["job_state"]


def test_one_address_may_bounce_while_the_other_is_seen(
    sandbox: SandboxClient, send: Send, status_of: Callable[[str], dict[str, Any]]
) -> None:
    job = send("0034600000001", "0034600000002")

    sandbox.control("POST", f"/jobs/{job}/mark", {"as": "seen", "address": "0034600000001"})
    sandbox.control("POST", f"/jobs/{job}/mark", {"as": "bounced", "address": "0034600000002"})

    status = status_of(job)
    assert ["Sent", "Error"] == states(status)
    assert [0, 5000] == [one["delivery_attempts"][0]["gamma_code"] for one in status["deliveries"]]
    assert [1, 0] == [len(one["events"]["sms_delivery_events"]) for one in status["deliveries"]]


def test_a_late_message_arrives_after_its_delay(
    sandbox: SandboxClient, send: Send, status_of: Callable[[str], dict[str, Any]]
) -> None:
    job = send()
    sandbox.control("POST", f"/jobs/{job}/mark", {"as": "late", "seconds": 1800})

    sandbox.control("POST", "/clock", {"advance_seconds": 1500})
    before = states(status_of(job))
    sandbox.control("POST", "/clock", {"advance_seconds": 400})

    assert ["Submitted"] == before
    assert ["Sent"] == states(status_of(job))


def test_who_opted_out_gets_nothing_more(
    sandbox: SandboxClient, send: Send, status_of: Callable[[str], dict[str, Any]]
) -> None:
    sandbox.control("POST", f"/jobs/{send()}/mark", {"as": "opted_out"})

    later = status_of(send("0034600000001", "0034600000002"))

    assert ["Cancelled", "Pending"] == states(later)
    assert ["0034600000001"] == sandbox.control("GET", "/suppressed")["addresses"]


def test_a_suppressed_address_is_cancelled_and_others_are_not(
    sandbox: SandboxClient, send: Send, status_of: Callable[[str], dict[str, Any]]
) -> None:
    earlier = send()

    sandbox.control("POST", "/suppressed", {"address": "0034600000001"})

    assert ["Cancelled"] == states(status_of(send()))
    assert ["Pending"] == states(status_of(earlier))
    assert [False, True] == [one["is_suppressed"] for one in sandbox.control("GET", "/mails?channel=sms")["mails"]]


@pytest.mark.parametrize(
    "number",
    ["+34600000001", "34600000001", "00346 0000 0001", "0012", "00" + "1" * 16, "0034600000001\n", "٠٠٣٤٦٠٠٠٠٠٠٠"],
)
def test_what_is_no_international_number_is_refused_without_naming_it(sandbox: SandboxClient, number: str) -> None:
    reply = sandbox.api("POST", f"{OUTBOUND}/sms", {"destinations": [{"sms": number}], "sms_text": "x"})

    assert (400, {"message"}) == (reply.status, reply.json.keys())
    assert number not in reply.json["message"]
    assert [] == sandbox.effects()


@pytest.mark.parametrize("address", ["a@b", "a b@acme.example", "a@acme.example,b@acme.example", "<a@acme.example>"])
def test_what_is_no_single_address_is_refused(sandbox: SandboxClient, address: str) -> None:
    body = {"destinations": [{"email": address}], "body": [{"type": "text", "data": "eA=="}]}

    assert 400 == sandbox.api("POST", f"{OUTBOUND}/emails", body).status
    assert [] == sandbox.effects()


@pytest.mark.parametrize(
    "body",
    [{}, {"as": "lost"}, {"as": "late", "seconds": -1}, {"as": "seen", "address": "nobody"}, {"as": "seen", "x": 1}],
)
def test_a_mark_that_means_nothing_is_refused(sandbox: SandboxClient, send: Send, body: dict[str, Any]) -> None:
    assert 400 == sandbox.call("POST", f"/_sandbox/jobs/{send()}/mark", body).status
    assert 404 == sandbox.call("POST", "/_sandbox/jobs/xsi-0/mark", {"as": "seen"}).status
    assert 400 == sandbox.call("POST", "/_sandbox/suppressed", {"address": ""}).status
