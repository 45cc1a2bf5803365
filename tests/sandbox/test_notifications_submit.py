"""Submitting mails and short messages: what is taken, what is refused, what people read."""

import base64
from typing import Any

import pytest

from tests.sandbox.callers import SandboxClient

EMAILS = "/notifications/mra/v1/outbound/emails"
SMS = "/notifications/mra/v1/outbound/sms"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def email(**changes: Any) -> dict[str, Any]:
    return {
        "options": {
            "message_id": "row-7",
            "customer_reference": "N1:acme.myshopify.com:order:1:1",
            "email_options": {"subject": "Order (i1) needs review", "from_display_name": "Order desk"},
        },
        "destinations": [
            {"ref": "ops-1", "email": "ops@acme.example", "inserts": [{"id": 1, "value": "#1042"}]},
        ],
        "body": [{"name": "content.txt", "type": "text", "charset": "UTF-8", "data": encoded("Größe prüfen: (i1)")}],
        "reports": {"delivery_report": {"type": "none"}},
        **changes,
    }


def test_a_mail_gets_a_job_id_and_is_read_with_its_inserts(sandbox: SandboxClient) -> None:
    reply = sandbox.api("POST", EMAILS, email())

    (mail,) = sandbox.control("GET", "/mails")["mails"]
    assert (200, {"job_id"}) == (reply.status, reply.json.keys())
    assert reply.json["job_id"].startswith("xsi-")
    assert ("ops@acme.example", "Order #1042 needs review", "Größe prüfen: #1042") == (
        mail["address"],
        mail["subject"],
        mail["text"],
    )


def test_the_effect_of_a_mail_carries_its_keys(sandbox: SandboxClient) -> None:
    sandbox.api("POST", EMAILS, email())

    (effect,) = sandbox.effects("mail_sent")

    assert ("notifications", "row-7") == (effect["system"], effect["key"])
    assert "N1:acme.myshopify.com:order:1:1" == effect["subject"]
    assert ["ops-1"] == effect["detail"]["destinations"]


def test_the_same_submit_twice_sends_two_mails(sandbox: SandboxClient) -> None:
    headers = {"Authorization": f"Bearer {sandbox.new_token()}", "X-MRA-SubmitId": "row-7"}

    first, second = (sandbox.call("POST", EMAILS, email(), headers=headers) for _ in range(2))

    assert first.json["job_id"] != second.json["job_id"]
    assert 2 == len(sandbox.effects("mail_sent"))


def test_deduplication_by_submit_id_can_be_switched_on(sandbox: SandboxClient) -> None:
    sandbox.control("POST", "/switches", {"distinct_submits": False})
    headers = {"Authorization": f"Bearer {sandbox.new_token()}", "X-MRA-SubmitId": "row-7"}

    first, second = (sandbox.call("POST", EMAILS, email(), headers=headers) for _ in range(2))

    assert first.json == second.json
    assert 1 == len(sandbox.effects("mail_sent"))


def test_a_short_message_is_plain_text(sandbox: SandboxClient) -> None:
    body = {"destinations": [{"ref": "ops-1", "sms": "0034600000001"}], "sms_text": "Order #1042 on hold"}

    reply = sandbox.api("POST", SMS, body)

    (message,) = sandbox.control("GET", "/mails?address=0034600000001")["mails"]
    assert 200 == reply.status
    assert "Order #1042 on hold" == message["text"]
    assert 1 == len(sandbox.effects("sms_sent"))


def test_the_user_account_may_log_in_by_basic(sandbox: SandboxClient) -> None:
    right = {"Authorization": f"Basic {encoded('connector:connector')}"}
    wrong = {"Authorization": f"Basic {encoded('connector:guess')}"}
    broken = {"Authorization": "Basic ???"}

    assert 200 == sandbox.call("POST", EMAILS, email(), headers=right).status
    assert 401 == sandbox.call("POST", EMAILS, email(), headers=wrong).status
    assert 401 == sandbox.call("POST", EMAILS, email(), headers=broken).status
    assert 401 == sandbox.call("POST", EMAILS, email()).status


@pytest.mark.parametrize(
    "changes",
    [
        {"destinations": []},
        {"destinations": [{"ref": "ops-1"}]},
        {"destinations": [{"email": "no address"}]},
        {"destinations": [{"sms": "0034600000001"}]},
        {"destinations": [{"email": "ops@acme.example", "inserts": [{"id": 1}]}]},
        {"body": []},
        {"body": [{"type": "text", "data": "not base64!"}]},
        {"body": [{"type": "text", "data": ""}]},
        {"body": [{"type": "text", "data": base64.b64encode(b"\xff").decode()}]},
        {"body": [{"type": "text", "charset": "undefined", "data": "eA=="}]},
        {"body": [{"type": "pdf", "data": "eA=="}]},
        {"body": "eA=="},
        {"options": {"email_options": {"subject": "Hello\r\nBcc: everyone@acme.example"}}},
        {"options": {"email_options": {"subject": 7}}},
        {"options": {"email_options": {"topic": "x"}}},
        {"options": {"messageId": "row-7"}},
        {"sms_text": "in a mail"},
        {"attachments": []},
    ],
)
def test_a_bad_mail_is_refused_and_not_sent(sandbox: SandboxClient, changes: dict[str, Any]) -> None:
    reply = sandbox.api("POST", EMAILS, email(**changes))

    assert (400, {"message"}) == (reply.status, reply.json.keys())
    assert [] == sandbox.effects()


def test_a_short_message_without_text_or_destination_is_refused(sandbox: SandboxClient) -> None:
    assert 400 == sandbox.api("POST", SMS, {"destinations": [{"sms": "0034600000001"}]}).status
    assert 400 == sandbox.api("POST", SMS, {"sms_text": "to nobody"}).status


def test_a_body_that_is_no_json_is_refused(sandbox: SandboxClient) -> None:
    token = {"Authorization": f"Bearer {sandbox.new_token()}"}

    assert 415 == sandbox.call("POST", EMAILS, {"a": "b"}, headers=token, form=True).status
