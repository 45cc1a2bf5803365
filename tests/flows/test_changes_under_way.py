"""An order that changes while people decide on it, or while their decision is carried out, is not let go unseen."""

from typing import Any

import pytest

from integrator.clients.errors import Unreachable
from integrator.context import Context
from integrator.events.order import Order, OrderSnapshot
from integrator.runner import Performed, record
from integrator.steps import reviews, verdicts
from integrator.steps.reading import read_order
from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}
REVIEW = "workflow.order_review"


@pytest.fixture
def order(store: Shop, fleet: Workshop) -> str:
    """A large risky wholesale order that waits for its reviewers."""
    number = store.place_order(**RISKY)
    fleet.hear(number, "orders/create")
    fleet.work()
    return number


def move_house(store: Shop, order: str, address: str = "Elsewhere 1") -> None:
    """Let the customer change the address, of which we have not heard yet."""
    store.change(order, "address", address1=address, city="Graz")


def hear_of_it(fleet: Workshop, order: str) -> None:
    fleet.hear(order, "orders/updated")
    fleet.work()


def decide(review_desk: ReviewDesk, fleet: Workshop, word: str, *, but: tuple[str, ...] = ()) -> None:
    """Let the reviewers decide, and carry it out."""
    review_desk.decide(word)
    fleet.poll()
    fleet.work(but=but)


def test_an_order_that_changed_after_the_answer_and_was_judged_before_the_poll_is_not_released(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("release")
    move_house(store, order)
    fleet.hear(order, "orders/updated")
    fleet.work()

    fleet.poll()
    fleet.work()

    assert [] == sandbox.effects("hold_released")
    assert 1 == len(store.our_holds(order))
    assert ("open", 2) == (fleet.review()["state"], fleet.review()["generation"])
    assert 1 == len(review_desk.tasks())


def test_an_order_that_changes_after_the_answer_was_taken_is_not_released(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    decide(review_desk, fleet, "release", but=(f"{REVIEW}.release_order",))
    move_house(store, order)
    fleet.hear(order, "orders/updated")

    fleet.work()
    hear_of_it(fleet, order)

    assert [] == sandbox.effects("hold_released")
    assert 1 == len(store.our_holds(order))
    assert ("open", 2) == (fleet.review()["state"], fleet.review()["generation"])


def test_an_order_that_changes_just_after_its_release_is_held_and_reviewed_again(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    decide(review_desk, fleet, "release", but=(f"{REVIEW}.answer_release",))
    move_house(store, order)
    fleet.hear(order, "orders/updated")
    released = store.our_holds(order)

    fleet.work()
    fleet.look(order)
    fleet.work()

    assert [] == released
    assert 1 == len(store.our_holds(order))
    assert ("open", 2) == (fleet.review()["state"], fleet.review()["generation"])
    assert 1 == len(review_desk.tasks())


def test_a_question_begun_anew_is_not_put_a_third_time_when_the_change_is_heard_of(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    move_house(store, order)
    decide(review_desk, fleet, "release")

    hear_of_it(fleet, order)
    asked = len(review_desk.tasks())
    decide(review_desk, fleet, "release")

    assert (1, 2) == (asked, len(sandbox.effects("process_started")))
    assert [(2, "done")] == [(run["generation"], run["state"]) for run in fleet.runs_of(REVIEW)]
    assert 1 == len(sandbox.effects("hold_placed")) == len(sandbox.effects("hold_released"))
    assert ("closed", 2) == (fleet.review()["state"], fleet.review()["generation"])


def test_a_flow_that_is_late_for_the_new_round_holds_nothing_after_the_release(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop
) -> None:
    move_house(store, order)
    decide(review_desk, fleet, "release")
    fleet.hear(order, "orders/updated")
    fleet.work(but=("ecm.exception_case",))
    decide(review_desk, fleet, "release", but=("ecm.exception_case",))

    fleet.work()

    assert [] == store.our_holds(order)
    assert {"done"} == {state for state, _, _ in fleet.states().values()}


def test_an_order_cancelled_while_an_interim_decision_is_carried_out_ends_the_case(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    decide(review_desk, fleet, "correct", but=(f"{REVIEW}.acknowledge_correction",))
    store.change(order, "cancel", reason="CUSTOMER")
    fleet.hear(order, "orders/cancelled")

    fleet.work()

    review = fleet.review()
    assert ("closed", "superseded") == (review["state"], review["outcome"].partition(":")[0])
    assert [] == review_desk.tasks()
    assert [] == sandbox.effects("order_cancelled")


def test_a_shipment_without_our_hold_is_held_although_an_interim_decision_is_carried_out(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop
) -> None:
    decide(review_desk, fleet, "correct", but=(f"{REVIEW}.acknowledge_correction",))
    fleet.let_go(order)
    fleet.hear(order, "orders/updated")

    fleet.work()

    assert 1 == len(store.our_holds(order))


def test_a_shipment_without_our_hold_is_held_although_the_only_worker_is_about_to_wait(
    store: Shop, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.start_only(REVIEW)
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()
    real = record.waiting

    def let_go_meanwhile(*args: Any, **more: Any) -> Performed:
        monkeypatch.setattr(record, "waiting", real)
        fleet.let_go(order)
        fleet.hear(order, "orders/updated")
        return real(*args, **more)

    monkeypatch.setattr(record, "waiting", let_go_meanwhile)
    fleet.wake_waiting()
    fleet.work()

    assert "fulfillment orders without our hold" == fleet.outcomes()[-1]
    assert 1 == len(store.our_holds(order))


def test_a_change_that_no_rule_looks_at_is_noted_and_shown_to_the_reviewers(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    before = fleet.review()["inputs"]["shipping_address"]
    (asked,) = review_desk.tasks()
    move_house(store, order)
    fleet.start_only("ecm.order_record")

    hear_of_it(fleet, order)
    (shown,) = review_desk.tasks()
    decide(review_desk, fleet, "release")

    assert "ORDER_REVIEW noted the change" in fleet.outcomes()[-1]
    assert before != fleet.review()["inputs"]["shipping_address"]
    assert asked["variables"]["facts"] != shown["variables"]["facts"]
    assert "closed" == fleet.review()["state"]
    assert [] == store.our_holds(order)


def test_a_corrected_order_that_no_rule_looks_at_is_released_at_the_first_word(
    store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(total="12400.00", risk="LOW")
    fleet.hear(order, "orders/create")
    fleet.work()
    decide(review_desk, fleet, "correct")
    move_house(store, order)
    fleet.start_only("ecm.order_record")
    hear_of_it(fleet, order)

    decide(review_desk, fleet, "release")

    assert [] == store.our_holds(order)
    assert ("closed", 1) == (fleet.review()["state"], fleet.review()["generation"])


def test_a_question_is_brought_up_to_date_although_the_first_try_failed(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    (asked,) = review_desk.tasks()

    def fail_once(ctx: Context, about: Order) -> OrderSnapshot:
        monkeypatch.setattr(reviews, "read_order", read_order)
        raise Unreachable("the store is away", system="shopify", operation="read_order")

    monkeypatch.setattr(reviews, "read_order", fail_once)
    move_house(store, order)
    hear_of_it(fleet, order)

    (shown,) = review_desk.tasks()
    assert asked["variables"]["facts"] != shown["variables"]["facts"]


def test_an_order_changed_under_the_answer_stays_held_where_the_archive_decides(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    fleet.start_only("ecm.exception_case")
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()
    move_house(store, order)

    fleet.decide_in_console(order, "release")
    fleet.work()

    assert ("ecm.exception_case", "open") == (fleet.review()["owner"], fleet.review()["state"])
    assert 1 == len(store.our_holds(order))
    assert [] == sandbox.effects("hold_released")


def test_a_cancel_verdict_for_a_partly_shipped_order_waits_for_an_operator_with_the_rest_held(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def partly_shipped(ctx: Context, about: Order) -> OrderSnapshot:
        return read_order(ctx, about).model_copy(update={"fulfillment_status": "PARTIALLY_FULFILLED"})

    monkeypatch.setattr(verdicts, "read_order", partly_shipped)

    decide(review_desk, fleet, "cancel")

    assert "open" == fleet.review()["state"]
    assert 1 == len(store.our_holds(order))
    (run,) = fleet.runs_of(REVIEW)
    assert ("parked", "partly_shipped") == (run["state"], run["note"].partition(":")[0])
