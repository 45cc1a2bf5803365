"""One event, several families: the rows of the overlap table that the flows built so far can meet."""

import itertools
from concurrent.futures import ThreadPoolExecutor

from integrator.ledger import cases
from tests.flows.story import STORE, ReviewDesk, Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}
TOPICS = ("orders/create", "orders/updated", "orders/risk_assessment_changed", "order_transactions/create")


def effects(sandbox: Sandbox) -> list[tuple[str, str]]:
    """
    Every effect by system and operation, without the ids that differ from run to run.

    Metadata of the archive is left out: how many calls it takes depends on what the client has learned before.
    """
    found = [(effect["system"], effect["operation"]) for effect in sandbox.effects()]
    return sorted(entry for entry in found if entry != ("ecm", "categories_set"))


def test_a_large_risky_wholesale_order_makes_one_case_with_three_reasons(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(**RISKY, locations=2)

    fleet.hear(order, "orders/create")
    fleet.work()

    with fleet.connections.ledger.read() as connection:
        case = cases.find(connection, store=STORE, concern="ORDER_REVIEW", subject=f"gid://shopify/Order/{order}")
    assert case is not None
    assert ["risk", "value", "wholesale"] == sorted(reason.word for reason in case.reasons)
    assert "risk" == case.reasons[0].word
    assert 2 == len(sandbox.effects("hold_placed"))
    assert 1 == len(sandbox.effects("process_started"))
    assert 1 == len(sandbox.effects("workspace_created"))
    sent = [(e["detail"]["subject"], *e["detail"]["destinations"]) for e in sandbox.effects("mail_sent")]
    assert len(set(sent)) == len(sent)
    assert 2 == len(sent)


def test_the_same_event_ten_times_in_parallel_changes_nothing(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()
    once = effects(sandbox)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: fleet.hear(order, "orders/create"), range(10)))
    fleet.work()

    assert once == effects(sandbox)


def test_ten_first_events_in_parallel_make_one_case(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(**RISKY)

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: fleet.hear(order, "orders/create"), range(10)))
    fleet.work()

    assert 1 == len(sandbox.effects("process_started"))
    assert 1 == len(sandbox.effects("hold_placed"))
    assert 1 == len(sandbox.effects("workspace_created"))


def test_events_in_any_order_lead_to_the_same_end(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    ends = set()
    for topics in (
        TOPICS,
        tuple(reversed(TOPICS)),
        *itertools.islice(itertools.permutations(TOPICS), 5, 24, 6),
    ):
        sandbox.call("POST", "/reset", {})
        fleet.forget()
        order = store.place_order(**RISKY)
        for topic in topics:
            fleet.hear(order, topic)
        fleet.work()
        ends.add(tuple(effects(sandbox)))

    assert 1 == len(ends)


def test_the_approver_is_not_also_told_that_the_case_was_opened(store: Shop, fleet: Workshop, sandbox: Sandbox) -> None:
    order = store.place_order(**RISKY)

    fleet.hear(order, "orders/create")
    fleet.work()

    by_subject = {e["detail"]["subject"]: e["detail"]["destinations"] for e in sandbox.effects("mail_sent")}
    (waiting,) = [to for subject, to in by_subject.items() if "waits for your decision" in subject]
    (opened,) = [to for subject, to in by_subject.items() if "needs attention" in subject]
    assert not set(waiting) & set(opened)


def test_a_contradicting_second_decision_is_parked_with_an_alarm(
    store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()
    fleet.decide_in_console(order, "release")

    review_desk.decide("cancel", reason="FRAUD")
    told = fleet.poll()
    fleet.work()

    assert ["#1001 contradiction"] == told
    assert [] == sandbox.effects("order_cancelled")
    assert 1 == len(sandbox.effects("hold_released"))
    (review,) = [case for case in fleet.cases() if case["concern"] == "ORDER_REVIEW"]
    assert "different decision 'cancel'" in review["attention"]


def test_a_decision_after_the_case_was_closed_is_late_and_does_nothing(
    store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()
    review_desk.decide("cancel", reason="FRAUD")
    fleet.decide_in_console(order, "release")
    fleet.work()

    fleet.poll()
    fleet.work()

    assert [] == sandbox.effects("order_cancelled")
    assert 1 == len(sandbox.effects("hold_released"))
