"""W1. The story of a questionable order: held, reviewed, and the verdict carried out."""

from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop


def test_a_release_verdict_lifts_our_hold_and_closes_the_case(
    store: Shop, review_desk: ReviewDesk, fleet: Workshop, sandbox: Sandbox
) -> None:
    order = store.place_order(total="12400.00", risk="HIGH", wholesale=True)
    fleet.hear(order, "orders/create")
    fleet.work()
    held = store.our_holds(order)

    review_desk.decide("release", reason="known customer")
    fleet.poll()
    fleet.work()

    assert 1 == len(held)
    assert "HIGH_RISK_OF_FRAUD" == held[0]["reason"]
    assert [] == store.our_holds(order)
    assert ["ot-order_review-released"] == [tag for tag in store.tags(order) if tag.startswith("ot-")]
    assert {"done"} == {state for state, _, _ in fleet.states().values()}
    assert ["applied"] == [e["detail"].get("outcome") for e in sandbox.effects("task_completed") if "apply" in str(e)]
