"""Short messages beside mails, the notification center in place of them, and what became of what went out."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.ledger.alarms import open_alarms
from integrator.rules import RuleBook
from integrator.rules.book import BoundRule
from integrator.steps.follow_up import follow_up
from integrator.teams import Phone
from tests.flows.story import Sandbox, Shop, Workshop

RISKY: dict[str, Any] = {"total": "12400.00", "risk": "HIGH", "wholesale": True}
DUTY = Phone(ref="fraud-duty", number="+4930123456")


@pytest.fixture(autouse=True)
def only_messages(fleet: Workshop) -> None:
    """Leave N1 and N5 in the rules: nothing else takes its time here."""
    wanted = {"notifications.order_alert", "notifications.approval_request"}
    fleet.rules = RuleBook(
        [
            BoundRule(bound.rule, tuple(start for start in bound.starts if start.flow in wanted))
            for bound in fleet.rules._rules
        ]
    )


@pytest.fixture
def on_duty(fleet: Workshop) -> None:
    """The fraud team hears of high severity by phone, too."""
    teams = dict(fleet.connections.teams)
    changed = teams["fraud"].model_copy(update={"sms": (DUTY,), "sms_from": "high"})
    fleet.connections.teams = teams | {"fraud": changed}


def place(store: Shop, fleet: Workshop) -> str:
    number = store.place_order(**RISKY)
    fleet.hear(number, "orders/create")
    fleet.work(patience=30)
    return number


def alerts_of(fleet: Workshop, suffix: str) -> list[Any]:
    with fleet.connections.ledger.read() as connection:
        rows = connection.exec_driver_sql("SELECT audience, state, tries FROM alerts ORDER BY id").all()
    return [row for row in rows if row.audience.endswith(suffix)]


def look(fleet: Workshop, sandbox: Sandbox, minutes: float = 2) -> str:
    """Ask once, as many minutes after the messages went out."""
    sandbox.call("POST", "/clock", {"advance_seconds": 60 * minutes})
    return follow_up(fleet.connections, fleet.connections.clock.now() + timedelta(minutes=minutes))


@pytest.mark.usefixtures("on_duty")
def test_who_is_on_duty_gets_one_short_message_beside_the_mail(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    place(store, fleet)

    [sms] = sandbox.effects("sms_sent")
    [text] = sandbox.call("GET", "/mails?channel=sms")["mails"]
    assert ["fraud-duty"] == sms["detail"]["destinations"]
    assert text["address"] == "004930123456"
    assert text["text"].startswith("[high] Order #")
    assert "/cases/" in text["text"]
    assert 1 == sum("fraud" in audience for _, audience in sandbox.mails())


@pytest.mark.usefixtures("on_duty")
@pytest.mark.parametrize("kind", ["reset_after", "status_after"])
def test_a_short_message_whose_answer_was_lost_is_not_sent_again(
    store: Shop, fleet: Workshop, sandbox: Sandbox, kind: str
) -> None:
    sandbox.fault("notifications", "POST /outbound/sms", kind, times=1)

    place(store, fleet)

    assert 1 == len(sandbox.effects("sms_sent"))
    assert [("fraud/sms", "unknown", 1)] == [
        (row.audience, row.state, row.tries - 1) for row in alerts_of(fleet, "/sms")
    ]
    assert "a short message to fraud" in fleet.review()["attention"]
    assert {"sent"} == {row.state for row in alerts_of(fleet, "fraud")}


@pytest.mark.usefixtures("on_duty")
def test_a_refused_number_is_for_an_operator_and_the_mail_is_out(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    sandbox.fault("notifications", "POST /outbound/sms", "status", times=0, status=400)

    place(store, fleet)

    assert ["refused"] == [row.state for row in alerts_of(fleet, "/sms")]
    assert "was refused; correct their numbers" in fleet.review()["attention"]
    assert 1 == sum("fraud" in audience for _, audience in sandbox.mails())


def test_what_arrived_is_known_and_a_bounce_is_an_alarm_until_a_mail_arrives(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    place(store, fleet)
    [first, *_] = sandbox.call("GET", "/mails")["mails"]
    sandbox.call("POST", f"/jobs/{first['job_id']}/mark", {"as": "bounced"})

    look(fleet, sandbox)
    raised = open_alarms(fleet.connections.ledger)
    bounced = sorted(row.state for row in alerts_of(fleet, ""))
    place(store, fleet)
    look(fleet, sandbox)

    assert ["delivered", "failed"] == bounced
    [alarm] = raised
    assert ("alert_not_arriving", True) == (alarm["code"], first["ref"] in alarm["text"])
    assert "acme.example" not in alarm["text"]
    assert [] == open_alarms(fleet.connections.ledger)


def test_one_who_opted_out_is_told_of_although_the_mail_went_out(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    place(store, fleet)
    for mail in sandbox.call("GET", "/mails")["mails"]:
        sandbox.call("POST", f"/jobs/{mail['job_id']}/mark", {"as": "opted_out"})

    look(fleet, sandbox)

    assert 2 == len(open_alarms(fleet.connections.ledger))
    assert {"delivered"} == {row.state for row in alerts_of(fleet, "")}


def test_a_message_is_asked_for_only_at_its_times(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    sandbox.call("POST", "/switches", {"delivery_step_seconds": 100_000})
    place(store, fleet)
    now = fleet.connections.clock.now()

    told = [follow_up(fleet.connections, now + timedelta(minutes=minutes)) for minutes in (0, 2, 4, 6, 61, 361, 400)]

    assert ["nothing to ask for", "2 under way", "nothing to ask for", "2 under way"] == told[:4]
    assert ["2 under way", "2 under way", "nothing to ask for"] == told[4:]
    assert {"sent"} == {row.state for row in alerts_of(fleet, "")}


def test_a_service_that_is_away_is_asked_the_next_time(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    place(store, fleet)
    sandbox.fault("notifications", "GET /outbound/emails/status", "status", times=1, status=503)

    away, back = look(fleet, sandbox), look(fleet, sandbox)

    assert away.startswith("stopped")
    assert {"delivered"} == {row.state for row in alerts_of(fleet, "")}
    assert "2 delivered" == back


class TestNotificationCenter:
    @pytest.fixture(autouse=True)
    def center(self, fleet: Workshop, sandbox: Sandbox) -> None:
        """The company has a center; its address stands in the settings."""
        sandbox.call("POST", "/switches", {"notification_center": True})
        settings = fleet.connections.settings
        url = settings.notifications_url.removesuffix("/notifications")
        fleet.connections.settings = settings.model_copy(update={"notification_center_url": url})

    def test_the_teams_are_told_there_and_not_by_mail(self, store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
        place(store, fleet)

        created = sandbox.effects("notification_created")
        assert 2 == len(created)
        assert [] == sandbox.mails()
        assert {row.state for row in alerts_of(fleet, "")} == {"sent"}

    @pytest.mark.parametrize("times", [1, 2])
    def test_a_lost_answer_is_asked_for_again_under_the_same_reference(
        self, store: Shop, fleet: Workshop, sandbox: Sandbox, times: int
    ) -> None:
        sandbox.fault("notifications", "POST /notifications", "status_after", times=times, status=503)

        place(store, fleet)

        keys = [effect["key"] for effect in sandbox.effects("notification_created")]
        assert 2 == len(keys) == len(set(keys))
        assert {row.state for row in alerts_of(fleet, "")} == {"sent"}

    def test_one_that_was_created_in_earlier_words_is_found(
        self, store: Shop, fleet: Workshop, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from integrator.steps import channels

        written = iter(range(1000))
        right = channels.write
        monkeypatch.setattr(
            channels,
            "write",
            lambda ctx, case, stage: type(right(ctx, case, stage=stage))(subject="s", text=f"text {next(written)}"),
        )
        sandbox.fault("notifications", "POST /notifications", "status_after", times=1, status=503)

        place(store, fleet)

        assert 2 == len(sandbox.effects("notification_created"))
        assert {row.state for row in alerts_of(fleet, "")} == {"sent"}

    def test_what_arrived_there_is_known(self, store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
        place(store, fleet)

        assert "2 delivered" == look(fleet, sandbox)
