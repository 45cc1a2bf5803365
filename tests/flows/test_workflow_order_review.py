"""W1. The story of a questionable order: held, reviewed, and the verdict carried out."""

import pytest

from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}


@pytest.fixture
def order(store: Shop, fleet: Workshop) -> str:
    """A large risky wholesale order that waits for its reviewers."""
    number = store.place_order(**RISKY)
    fleet.hear(number, "orders/create")
    fleet.work()
    return number


def marks(store: Shop, order: str) -> list[str]:
    return [tag for tag in store.tags(order) if tag.startswith("ot-")]


def outcome(fleet: Workshop) -> str:
    (case,) = [case for case in fleet.cases() if case["concern"] == "ORDER_REVIEW"]
    return f"{case['state']} {case['outcome']}"


def apply_results(sandbox: Sandbox) -> list[str]:
    done = sandbox.effects("task_completed")
    return [effect["detail"]["outcome"] for effect in done if effect["detail"]["task"] == "connector_apply"]


def test_a_release_verdict_lifts_our_hold_and_closes_the_case(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    held = store.our_holds(order)

    review_desk.decide("release", reason="known customer")
    fleet.poll()
    fleet.work()

    assert ["HIGH_RISK_OF_FRAUD"] == [hold["reason"] for hold in held]
    assert [] == store.our_holds(order)
    assert ["ot-order_review-released"] == marks(store, order)
    assert ["applied"] == apply_results(sandbox)
    assert outcome(fleet).startswith("closed release")
    assert {"done"} == {state for state, _, _ in fleet.states().values()}


def test_a_cancel_verdict_cancels_the_order_with_its_reason(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("cancel", reason="FRAUD", restock=True)
    fleet.poll()
    fleet.work()

    (effect,) = sandbox.effects("order_cancelled")
    assert "FRAUD" == effect["detail"]["reason"]
    assert "FRAUD" == store.order(order)["cancel_reason"]
    assert [] == store.our_holds(order)
    assert ["ot-order_review-cancelled"] == marks(store, order)
    assert ["applied"] == apply_results(sandbox)


def test_correct_keeps_the_hold_and_the_corrected_order_is_reviewed_again(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("correct", reason="street number is missing")
    fleet.poll()
    fleet.work()
    kept = store.our_holds(order)
    correcting = marks(store, order)

    store.change(order, "address", address1="Lindenstraße 12a")
    fleet.hear(order, "orders/updated")
    fleet.work()
    review_desk.decide("release")
    fleet.poll()
    fleet.work()

    assert 1 == len(kept)
    assert ["ot-order_review-correcting"] == correcting
    assert [] == store.our_holds(order)
    assert ["applied", "applied"] == apply_results(sandbox)
    assert 1 == len(sandbox.effects("process_started"))
    assert 1 == len(sandbox.effects("hold_placed"))


def test_request_info_keeps_the_hold_and_asks_sales(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("request_info", reason="purchase order number?")
    fleet.poll()
    fleet.work()

    asked = [e for e in sandbox.effects("mail_sent") if "information" in e["detail"]["subject"]]
    assert 1 == len(asked)
    assert 1 == len(store.our_holds(order))
    assert ["ot-order_review-info_requested"] == marks(store, order)
    assert 1 == len(review_desk.tasks())
    assert outcome(fleet).startswith("open")


def test_an_unknown_word_is_never_guessed(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("releese")
    told = fleet.poll()
    fleet.work()

    (case,) = [case for case in fleet.cases() if case["concern"] == "ORDER_REVIEW"]
    assert ["#1001 not_understood"] == told
    assert "decision not understood: 'releese'" == case["attention"]
    assert 1 == len(store.our_holds(order))
    assert [] == apply_results(sandbox)


def test_the_same_answer_twice_is_carried_out_once(
    order: str, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("release")

    first, second = fleet.poll(), fleet.poll()
    fleet.work()

    assert ["#1001 accepted"] == first
    assert [] == second
    assert 1 == len(sandbox.effects("hold_released"))


def test_an_order_cancelled_by_the_merchant_ends_the_case_as_superseded(
    order: str, store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    store.change(order, "cancel", reason="CUSTOMER")
    fleet.hear(order, "orders/cancelled")
    fleet.work()

    assert outcome(fleet).startswith("closed superseded")
    assert [] == sandbox.effects("order_cancelled")
    assert 1 == len(sandbox.effects("process_deleted"))
    assert ["ot-order_review-superseded"] == marks(store, order)


def test_a_cancel_verdict_for_a_shipped_order_is_too_late(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    fleet.let_go(order)
    store.change(order, "fulfill")
    review_desk.decide("cancel", reason="FRAUD")
    fleet.poll()
    fleet.work()

    assert outcome(fleet).startswith("closed too_late: the goods have left already")
    assert [] == sandbox.effects("order_cancelled")
    assert ["superseded"] == apply_results(sandbox)
    assert ["ot-order_review-too_late"] == marks(store, order)


def test_a_new_address_after_the_release_opens_the_case_again(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("release")
    fleet.poll()
    fleet.work()

    store.change(order, "address", address1="Elsewhere 1", city="Graz")
    fleet.hear(order, "orders/updated")
    fleet.work()

    (case,) = [case for case in fleet.cases() if case["concern"] == "ORDER_REVIEW"]
    assert ("open", 2) == (case["state"], case["generation"])
    assert 1 == len(store.our_holds(order))
    assert 2 == len(sandbox.effects("process_started"))


def test_a_tag_after_the_release_changes_nothing(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    review_desk.decide("release")
    fleet.poll()
    fleet.work()
    before = len(sandbox.effects())

    fleet.hear(order, "orders/updated")
    fleet.work()

    assert before == len(sandbox.effects())
    assert outcome(fleet).startswith("closed release")


def test_an_order_changed_under_the_answer_is_not_released_but_asked_about_anew(
    order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    store.change(order, "address", address1="Elsewhere 1")
    review_desk.decide("release")
    fleet.poll()
    fleet.work()

    assert 1 == len(store.our_holds(order))
    assert [] == sandbox.effects("hold_released")
    assert ["superseded"] == apply_results(sandbox)
    assert 2 == len(sandbox.effects("process_started"))
    assert 1 == len(review_desk.tasks())


def test_holds_of_others_stay(order: str, store: Shop, review_desk: ReviewDesk, fleet: Workshop) -> None:
    store.change(order, "hold", reason="OTHER")

    review_desk.decide("release")
    fleet.poll()
    fleet.work()

    holds = [hold for entry in store.order(order)["fulfillment_orders"] for hold in entry["holds"]]
    assert [False] == [hold["ours"] for hold in holds]


def test_every_fulfillment_order_is_held(store: Shop, fleet: Workshop) -> None:
    order = store.place_order(**RISKY, locations=2)

    fleet.hear(order, "orders/create")
    fleet.work()

    entries = store.order(order)["fulfillment_orders"]
    assert [1, 1] == [len([hold for hold in entry["holds"] if hold["ours"]]) for entry in entries]


def test_a_risk_that_arrives_later_joins_the_case_and_tells_it_once(
    store: Shop, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(total="6000.00", risk="LOW", wholesale=True)
    fleet.hear(order, "orders/create")
    fleet.work()

    store.change(order, "risk", level="HIGH")
    fleet.hear(order, "orders/risk_assessment_changed")
    fleet.work()

    mails = [(e["detail"]["subject"], *e["detail"]["destinations"]) for e in sandbox.effects("mail_sent")]
    assert 1 == len(sandbox.effects("process_started"))
    assert 1 == len(sandbox.effects("hold_placed"))
    assert 4 == len(set(mails)) == len(mails)
    assert ("[high] Order #1001 waits for your decision", "fraud-desk") in mails
    assert ("[high] Order #1001 has changed", "order-desk") in mails


def test_a_team_member_only_may_decide(store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox) -> None:
    teams = dict(fleet.connections.teams)
    teams["fraud"] = teams["fraud"].model_copy(update={"members": ("lead@acme.example",)})
    fleet.connections.teams = teams
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work()

    review_desk.decide("release", by="somebody@elsewhere.example")
    told = fleet.poll()

    assert ["#1001 not_entitled"] == told
    assert 1 == len(store.our_holds(order))
