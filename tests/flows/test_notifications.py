"""N1 and N5. Who is told what, once, and who is reminded."""

from datetime import UTC, datetime, timedelta

import pytest

from integrator.clock import FixedClock
from integrator.rules import RuleBook
from integrator.rules.book import BoundRule
from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}


def mails(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Return subject line and audience of each mail, in order."""
    return [(e["detail"]["subject"], ",".join(e["detail"]["destinations"])) for e in sandbox.effects("mail_sent")]


def only(fleet: Workshop, *flows: str) -> None:
    """Leave only the named flows in every rule."""
    fleet.rules = RuleBook(
        [
            BoundRule(bound.rule, tuple(start for start in bound.starts if start.flow in flows))
            for bound in fleet.rules._rules
        ]
    )


def test_the_audience_that_was_told_hears_the_end(
    store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()
    before = mails(sandbox)

    review_desk.decide("release")
    fleet.poll()
    fleet.work()

    told = {audience for _, audience in before}
    assert told == {audience for subject, audience in mails(sandbox)[len(before) :] if "is decided" in subject}


def test_n1_alone_opens_the_case_that_the_alert_can_close(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    only(fleet, "notifications.order_alert")
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()

    fleet.decide_in_console(order, "release")
    fleet.work()

    (case,) = fleet.cases()
    assert ("notifications.order_alert", "closed") == (case["owner"], case["state"])
    assert [] == sandbox.effects("hold_placed")
    assert 2 == len(mails(sandbox))


def test_no_alert_for_what_was_decided_meanwhile(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    fleet.connections.settings = fleet.connections.settings.model_copy(update={"gathering": timedelta(seconds=1)})
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.decide_in_console(order, "release")

    fleet.work(patience=20)

    assert [] == mails(sandbox)


def test_messages_hold_no_personal_data(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(**RISKY)
    known = fleet.read(order)

    fleet.hear(order, "orders/create")
    fleet.work()

    texts = " ".join(mail["text"] + mail["subject"] for mail in sandbox.call("GET", "/mails")["mails"])
    assert known.shipping_address is not None
    private = (known.email, known.customer_name, known.shipping_address.address1, known.shipping_address.zip)
    assert all(private)
    assert [] == [value for value in private if value in texts]


def test_silence_climbs_and_never_decides(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()

    fleet.connections.clock = FixedClock(datetime.now(UTC) + timedelta(days=30))
    fleet.wake_waiting()
    fleet.work()

    overdue = [audience for subject, audience in mails(sandbox) if "is overdue" in subject]
    assert overdue
    assert len(set(overdue)) == len(overdue)
    assert 1 == len(store.our_holds(order))
    assert [] == sandbox.effects("hold_released")


@pytest.mark.parametrize("kind", ["status", "reset_before"])
def test_a_clear_refusal_is_tried_again_and_sent_once(
    kind: str, store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    sandbox.fault(
        "notifications", "POST /outbound/emails", kind, times=1, **({"status": 429} if kind == "status" else {})
    )
    order = store.place_order(**RISKY)

    fleet.hear(order, "orders/create")
    fleet.work(patience=30)

    assert 2 == len(mails(sandbox)) == len(set(mails(sandbox)))
