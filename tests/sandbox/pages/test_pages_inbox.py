import base64
import json

import pytest

from tests.sandbox.callers import SandboxClient
from tests.sandbox.pages.visitor import HOSTILE, Shown, Visitor

MAIL = "/notifications/mra/v1/outbound/emails"
SMS = "/notifications/mra/v1/outbound/sms"


def send_mail(sandbox: SandboxClient, subject: str, text: str, *addresses: str) -> str:
    parts = [(kind, base64.b64encode(text.encode()).decode()) for kind in ("text", "html")]
    mail = {
        "options": {"customer_reference": "case-1", "email_options": {"subject": subject}},
        "destinations": [{"ref": address, "email": address} for address in addresses],
        "body": [{"type": kind, "data": data} for kind, data in parts],
    }
    return str(sandbox.api("POST", MAIL, mail).json["job_id"])


def test_mails_and_short_messages_are_listed_and_read(visitor: Visitor, sandbox: SandboxClient) -> None:
    job = send_mail(sandbox, "Please decide", "Text of the mail", "ada@acme.example", "bob@acme.example")
    sandbox.api("POST", SMS, {"destinations": [{"ref": "1", "sms": "00491700000001"}], "sms_text": "Look at #1042"})

    everybody, bob = visitor.get("/inbox"), visitor.get("/inbox?address=bob@acme.example")

    assert (2, 1) == (everybody.text.count(">Please decide<"), bob.text.count(">Please decide<"))
    assert everybody.has("Look at #1042")
    assert visitor.get(f"/inbox/{job}/1").has("bob@acme.example")
    assert visitor.get(f"/inbox/{job}/1").has("Text of the mail")
    assert 404 == visitor.get(f"/inbox/{job}/2").status


@pytest.mark.parametrize(("word", "state"), [("bounced", "Error"), ("delivered", "Sent"), ("cancelled", "Cancelled")])
def test_a_person_decides_what_becomes_of_a_mail(
    visitor: Visitor, sandbox: SandboxClient, word: str, state: str
) -> None:
    job = send_mail(sandbox, "Please decide", "Text", "ada@acme.example", "bob@acme.example")

    marked = visitor.post(f"/inbox/{job}/1/mark", {"as": word})

    status = sandbox.api("GET", f"{MAIL}/status", job_id=job).json["deliveries"]
    assert (303, f"/inbox/{job}/1") == (marked.status, marked.location)
    assert ["Pending", state] == [one["delivery_attempts"][0]["state"] for one in status]


def test_nothing_else_becomes_of_a_mail(visitor: Visitor, sandbox: SandboxClient) -> None:
    job = send_mail(sandbox, "Please decide", "Text", "ada@acme.example")

    assert 400 == visitor.post(f"/inbox/{job}/0/mark", {"as": "eaten"}).status
    assert 404 == visitor.post(f"/inbox/{job}/7/mark", {"as": "bounced"}).status


def test_hostile_mails_have_no_rights(visitor: Visitor, sandbox: SandboxClient) -> None:
    job = send_mail(sandbox, HOSTILE, HOSTILE, "ada@acme.example")

    for path in ("/inbox", f"/inbox/{job}/0"):
        shown = visitor.get(path)
        assert shown.has(HOSTILE)
        assert "<script" not in shown.text
    body = visitor.get(f"/inbox/{job}/0/html")
    assert HOSTILE == body.text
    assert body.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert '<iframe class="paper" sandbox src=' in visitor.get(f"/inbox/{job}/0").text


def test_effects_are_shown_newest_first_and_by_system(visitor: Visitor, sandbox: SandboxClient) -> None:
    send_mail(sandbox, "early mail", "Text", "ada@acme.example")
    send_mail(sandbox, "late mail", "Text", "ada@acme.example")

    everything, mails = visitor.get("/effects"), visitor.get("/effects?system=notifications")

    assert everything.text.index("late mail") < everything.text.index("early mail")
    assert _rows(mails) == _rows(everything)
    assert 0 == _rows(visitor.get("/effects?system=ecm"))
    assert 2 == len(json.loads(visitor.get("/_sandbox/effects").body)["effects"])


def _rows(shown: Shown) -> int:
    return shown.text.count('class="effect"')
