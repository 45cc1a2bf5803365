import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import responses
from pydantic import ValidationError

from integrator.clients.errors import Garbled, Refused, Unreachable
from integrator.clients.http import Http
from integrator.clients.notifications import Delivery, JobStatus, Notifications, Phone, Recipient
from tests.clients.stand_ins import CountingTokens

URL = "https://api.eu.example"
EMAILS = f"{URL}/mra/v1/outbound/emails"
OPS = Recipient(ref="ops-1", email="ops@acme.example")


@pytest.fixture
def wire() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(EMAILS, json={"job_id": "xsi-1"})
        yield mock


@pytest.fixture
def notifications(http: Http) -> Notifications:
    return Notifications(URL, tokens=CountingTokens(), http=http)


def send(notifications: Notifications, **changed: Any) -> str:
    mail: dict[str, Any] = {
        "to": [OPS],
        "subject": "Order #1001 needs review",
        "text": "Grüße",
        "message_id": "n1-7f3a",
        "reference": "N1:acme:order:1001:1",
        "from_name": "Order desk",
    }
    return notifications.send_mail(**{**mail, **changed})


def sent(wire: responses.RequestsMock) -> dict[str, Any]:
    body = wire.calls[-1].request.body
    assert body is not None
    document: dict[str, Any] = json.loads(body)
    return document


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_mail_is_one_job_with_an_encoded_body(notifications: Notifications, wire: responses.RequestsMock) -> None:
    assert "xsi-1" == send(notifications)

    assert {
        "options": {
            "message_id": "n1-7f3a",
            "customer_reference": "N1:acme:order:1001:1",
            "email_options": {
                "subject": "Order #1001 needs review",
                "from_display_name": "Order desk",
                "charset": "UTF-8",
            },
        },
        "destinations": [{"ref": "ops-1", "email": "ops@acme.example"}],
        "body": [
            {"name": "content.txt", "type": "text", "charset": "UTF-8", "data": encoded("Grüße")},
        ],
        "reports": {"delivery_report": {"type": "none"}},
    } == sent(wire)
    headers = wire.calls[0].request.headers
    assert ("n1-7f3a", "Bearer token-1") == (headers["X-MRA-SubmitId"], headers["Authorization"])


@pytest.mark.parametrize("separator", ["\r\n", "\n", "\x00", "\x85", "\u2028"])
def test_no_value_can_add_a_header_line(
    notifications: Notifications, wire: responses.RequestsMock, separator: str
) -> None:
    hostile = f"Order{separator}Bcc: all@evil.example"

    send(notifications, subject=hostile, from_name=hostile, reference=hostile)

    options = sent(wire)["options"]
    assert "Order Bcc: all@evil.example" == options["email_options"]["subject"]
    assert "Order Bcc: all@evil.example" == options["email_options"]["from_display_name"]
    assert "Order Bcc: all@evil.example" == options["customer_reference"]


def test_lengths_are_capped(notifications: Notifications, wire: responses.RequestsMock) -> None:
    send(notifications, subject="s" * 999, from_name="f" * 999, reference="r" * 999)

    options = sent(wire)["options"]
    assert 200 == len(options["email_options"]["subject"])
    assert 100 == len(options["email_options"]["from_display_name"])
    assert 128 == len(options["customer_reference"])


@pytest.mark.parametrize(
    "changed",
    [
        {"to": []},
        {"to": [OPS] * 51},
        {"message_id": ""},
        {"message_id": "a\r\nX-Evil: 1"},
        {"message_id": "x" * 33},
        {"text": ""},
        {"text": "ü" * 131_073},
    ],
)
def test_a_mail_that_does_not_fit_is_not_sent(
    notifications: Notifications, wire: responses.RequestsMock, changed: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r".+"):
        send(notifications, **changed)

    assert 0 == len(wire.calls)


@pytest.mark.parametrize(
    "email", ["", "ops", "ops@acme.example\r\nBcc: x@y.example", "a@b.example,c@d.example", "a <a@b.example>"]
)
def test_an_address_is_one_address_and_stays_out_of_the_error(email: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Recipient(ref="ops-1", email=email)

    assert not email or email not in str(raised.value)


def test_a_recipient_does_not_show_the_address() -> None:
    assert "acme" not in repr(OPS)


def test_a_mail_without_a_proper_answer_is_ambiguous_and_not_repeated(
    http: Http,
) -> None:
    notifications = Notifications(URL, tokens=CountingTokens(), http=http)
    with responses.RequestsMock() as wire:
        wire.post(EMAILS, status=503)

        with pytest.raises(Unreachable) as raised:
            send(notifications)

        assert raised.value.ambiguous
        assert 1 == len(wire.calls)


@pytest.mark.parametrize("job_id", [None, 7, "", "x" * 65])
def test_a_submit_without_a_job_id_is_garbled(http: Http, job_id: Any) -> None:
    notifications = Notifications(URL, tokens=CountingTokens(), http=http)
    with responses.RequestsMock() as wire:
        wire.post(EMAILS, json={"job_id": job_id})

        with pytest.raises(Garbled) as raised:
            send(notifications)

    assert raised.value.ambiguous


def test_a_status_tells_how_each_recipient_fares(notifications: Notifications, wire: responses.RequestsMock) -> None:
    opened: dict[str, Any] = {"email_delivery_events": {"dsn": [], "html_open": [{}], "opt_out": [], "pull": []}}
    refused: dict[str, Any] = {"email_delivery_events": {"dsn": [], "html_open": [], "opt_out": [{}], "pull": []}}
    document = {
        "job_id": "xsi-1",
        "job_state": ["Complete", "Posted"],
        "deliveries": [
            {
                "ref_base64": encoded("ops-1"),
                "delivery_attempts": [{"state": "Error"}, {"state": "Sent"}],
                "events": opened,
            },
            {"ref_base64": encoded("ops-2"), "delivery_attempts": [{"state": "Bounced"}], "events": refused},
            {"ref_base64": encoded("ops-3"), "delivery_attempts": []},
        ],
    }
    wire.get(f"{EMAILS}/status", json=document)

    status = notifications.status("xsi-1")

    expected = (
        Delivery(ref="ops-1", state="Sent", is_opened=True),
        Delivery(ref="ops-2", state="Bounced", has_opted_out=True),
        Delivery(ref="ops-3", state=""),
    )
    assert JobStatus(complete=True, deliveries=expected) == status
    assert f"{EMAILS}/status?job_id=xsi-1" == wire.calls[0].request.url


def test_a_job_under_way_is_not_complete(notifications: Notifications, wire: responses.RequestsMock) -> None:
    wire.get(f"{EMAILS}/status", json={"job_state": ["InProcess"], "deliveries": []})

    assert not notifications.status("xsi-1").complete


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"job_state": 7},
        {"job_state": [], "deliveries": [{"ref_base64": "%"}]},
        {"job_state": [], "deliveries": 7},
    ],
)
def test_a_status_of_another_shape_is_garbled(
    notifications: Notifications, wire: responses.RequestsMock, document: dict[str, Any]
) -> None:
    wire.get(f"{EMAILS}/status", json=document)

    with pytest.raises(Garbled):
        notifications.status("xsi-1")


def test_an_unknown_job_is_refused(notifications: Notifications, wire: responses.RequestsMock) -> None:
    wire.get(f"{EMAILS}/status", status=404, json={"message": "unknown"})

    with pytest.raises(Refused):
        notifications.status("xsi-9")


def test_a_short_message_is_one_job_in_one_line_to_numbers_with_two_zeros(
    notifications: Notifications, wire: responses.RequestsMock
) -> None:
    wire.post(f"{URL}/mra/v1/outbound/sms", json={"job_id": "xsi-2"})

    job = notifications.send_sms(
        to=[Phone(ref="ops-1", number="+34600000001"), Phone(ref="ops-2", number="0034600000002")],
        text="Order #1001\r\non hold " + "x" * 999,
        message_id="n1-7f3a",
        reference="N1:acme:order:1001:1",
    )

    assert "xsi-2" == job
    document = sent(wire)
    assert ["0034600000001", "0034600000002"] == [one["sms"] for one in document["destinations"]]
    assert document["sms_text"].startswith("Order #1001 on hold x")
    assert 480 == len(document["sms_text"])
    assert {"message_id": "n1-7f3a", "customer_reference": "N1:acme:order:1001:1"} == document["options"]
    assert "n1-7f3a" == wire.calls[0].request.headers["X-MRA-SubmitId"]


@pytest.mark.parametrize("changed", [{"to": []}, {"text": " \n"}, {"message_id": ""}])
def test_a_short_message_that_does_not_fit_is_not_sent(
    notifications: Notifications, wire: responses.RequestsMock, changed: dict[str, Any]
) -> None:
    message: dict[str, Any] = {
        "to": [Phone(ref="ops-1", number="0034600000001")],
        "text": "t",
        "message_id": "m",
        "reference": "r",
    }

    with pytest.raises(ValueError, match=r".+"):
        notifications.send_sms(**message | changed)

    assert 0 == len(wire.calls)


@pytest.mark.parametrize("number", ["", "34600000001", "+0034600000001", "+34 600", "00346000000010\n", "+" + "1" * 16])
def test_a_number_is_international_and_stays_out_of_the_error(number: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Phone(ref="ops-1", number=number)

    assert not number or number not in str(raised.value)


def test_inserts_are_numbered_from_one(notifications: Notifications, wire: responses.RequestsMock) -> None:
    send(notifications, to=[Recipient(ref="ops-1", email="ops@acme.example", inserts=("#1001", "high"))])

    [destination] = sent(wire)["destinations"]
    assert [{"id": 1, "value": "#1001"}, {"id": 2, "value": "high"}] == destination["inserts"]


@pytest.mark.parametrize(
    ("states", "complete", "outcome"),
    [
        ([], False, "under way"),
        (["Pending", "Error"], False, "under way"),
        (["Sent", "Error"], True, "delivered"),
        (["Error", "Cancelled"], False, "failed"),
        (["Bounced"], False, "under way"),
        (["Bounced"], True, "failed"),
    ],
)
def test_a_job_is_as_good_as_its_best_recipient(states: list[str], outcome: str, *, complete: bool) -> None:
    deliveries = tuple(Delivery(ref=f"r{place}", state=state) for place, state in enumerate(states))

    assert outcome == JobStatus(complete=complete, deliveries=deliveries).outcome


def test_a_refusal_does_not_repeat_what_the_service_said(
    notifications: Notifications, wire: responses.RequestsMock
) -> None:
    wire.replace("POST", EMAILS, status=400, json={"message": "ops@acme.example", "error_code": "ops@acme.example"})

    with pytest.raises(Refused) as raised:
        send(notifications)

    assert "acme" not in repr(raised.value)
    assert () == raised.value.codes
