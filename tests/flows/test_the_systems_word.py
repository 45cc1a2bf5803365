"""`superseded` is a word of the system: said by a reviewer it ends nothing, least of all with a hold left standing."""

from tests.flows.story import ReviewDesk, Shop, Workshop


def test_a_reviewer_cannot_end_a_review_with_the_word_of_the_system(
    store: Shop, review_desk: ReviewDesk, fleet: Workshop
) -> None:
    order = store.place_order(total="12400.00", risk="HIGH", wholesale=True)
    fleet.hear(order, "orders/create")
    fleet.work()

    review_desk.decide("superseded")
    told = fleet.poll()
    fleet.work()

    (review,) = (case for case in fleet.cases() if case["concern"] == "ORDER_REVIEW")
    assert ["#1001 not_understood"] == told
    assert ("open", "decision not understood: 'superseded'") == (review["state"], review["attention"])
    assert 1 == len(store.our_holds(order))
