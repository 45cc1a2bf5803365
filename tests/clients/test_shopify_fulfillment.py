"""What the client does about fulfillment, against the sandbox."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify import FulfillmentOrderDetail, Portion, Tracking
from tests.clients.shopify_sandbox import Shop

HERE, THERE, PARTNER = (f"gid://shopify/Location/7000000000{number}" for number in (1, 2, 3))
NUMBERS = Tracking(company="DHL", numbers=("JJD1",), urls=("https://carrier.example/JJD1",))


def part_of(shop: Shop, order: dict[str, Any], place: int = 0) -> FulfillmentOrderDetail:
    shown = shop.store.show(order)["fulfillment_orders"][place]
    found = shop.client.find_fulfillment_order(shown["id"])
    assert found is not None
    return found


def portion(part: FulfillmentOrderDetail, place: int, quantity: int) -> Portion:
    line = part.lines[place]
    return Portion(line=line.id, quantity=quantity, remaining=line.remaining)


def items(part: FulfillmentOrderDetail, *quantities: int) -> dict[str, dict[str, int]]:
    return {part.id: {line.id: quantity for line, quantity in zip(part.lines, quantities, strict=False)}}


def test_a_fulfillment_order_is_read_with_its_lines_and_actions(shop: Shop) -> None:
    part = part_of(shop, shop.place())

    assert ("OPEN", "UNSUBMITTED", HERE) == (part.status, part.request_status, part.location)
    assert [("KW-SA-L", 1, 1), ("KW-TB-20", 2, 2)] == [(line.sku, line.total, line.remaining) for line in part.lines]
    assert {"MOVE", "SPLIT", "HOLD"} <= part.actions
    assert shop.client.find_fulfillment_order("gid://shopify/FulfillmentOrder/1") is None


def test_a_move_is_made_once(shop: Shop) -> None:
    part = part_of(shop, shop.place())

    moved = [shop.client.move_fulfillment_order(part.id, location_id=THERE) for _ in range(2)]

    assert [part.id, part.id] == moved
    assert 1 == shop.count("fulfillment_order_moved")


def test_portions_move_only_while_as_many_are_left(shop: Shop) -> None:
    order = shop.place()
    part = part_of(shop, order)
    some = [portion(part, 1, 1)]

    moved = shop.client.move_fulfillment_order(part.id, location_id=THERE, portions=some)
    with pytest.raises(Conflict, match="other items left"):
        shop.client.move_fulfillment_order(part.id, location_id=THERE, portions=some)

    assert (moved, THERE) == (part_of(shop, order, 1).id, part_of(shop, order, 1).location)
    assert 1 == shop.count("fulfillment_order_moved")


def test_what_is_closed_cannot_move(shop: Shop) -> None:
    order = shop.place()
    shop.happen("ship", order)

    with pytest.raises(Conflict, match="CLOSED"):
        shop.client.move_fulfillment_order(part_of(shop, order).id, location_id=THERE)


def test_a_move_to_nowhere_is_refused(shop: Shop) -> None:
    with pytest.raises(Refused):
        shop.client.move_fulfillment_order(part_of(shop, shop.place()).id, location_id="gid://shopify/Location/999")


def test_a_split_is_made_once(shop: Shop) -> None:
    order = shop.place()
    part = part_of(shop, order)
    some = [portion(part, 1, 1)]

    new = shop.client.split_fulfillment_order(part.id, some)
    with pytest.raises(Conflict):
        shop.client.split_fulfillment_order(part.id, some)

    assert new == part_of(shop, order, 1).id
    assert [1, 1] == [line.remaining for line in part_of(shop, order).lines]


def test_only_what_is_still_there_is_routed_anew(shop: Shop) -> None:
    part = part_of(shop, shop.place())

    moved = [shop.client.reroute_fulfillment_orders([part.id], away_from=HERE) for _ in range(2)]

    assert [[part.id], []] == moved
    assert 1 == shop.count("fulfillment_order_moved")


def test_a_day_and_a_deadline_are_set(shop: Shop) -> None:
    order = shop.place()
    day = datetime(2040, 1, 1, tzinfo=UTC)
    part = part_of(shop, order)
    with pytest.raises(Conflict, match="not scheduled"):
        shop.client.reschedule_fulfillment_order(part.id, fulfill_at=day)
    shop.happen("schedule", order, fulfill_at="2039-01-01T00:00:00Z")

    for _ in range(2):
        shop.client.reschedule_fulfillment_order(part.id, fulfill_at=day)
        shop.client.set_fulfillment_deadline([part.id], deadline=day + timedelta(days=1))

    part = part_of(shop, order)
    assert (day, day + timedelta(days=1)) == (part.fulfill_at, part.fulfill_by)
    assert 1 == shop.count("fulfillment_order_rescheduled")


def test_a_partner_is_asked_once_and_again_after_a_refusal(shop: Shop) -> None:
    order = shop.place()
    part = part_of(shop, order)
    with pytest.raises(Conflict, match="REQUEST_FULFILLMENT"):
        shop.client.submit_fulfillment_request(part.id, message="Bitte bis Freitag")
    shop.client.move_fulfillment_order(part.id, location_id=PARTNER)

    for _ in range(2):
        shop.client.submit_fulfillment_request(part.id, message="Bitte bis Freitag")
    first = shop.count("fulfillment_request_submitted")
    shop.happen("request-reject", order)
    shop.client.submit_fulfillment_request(part.id, message="Und bis Montag?")

    assert (1, 2) == (first, shop.count("fulfillment_request_submitted"))


def test_what_is_held_is_listed_whoever_holds_it(shop: Shop) -> None:
    order = shop.place()
    shop.store.merchant(order, "hold", handle="theirs")
    shop.place()

    (held,) = shop.client.held_fulfillment_orders()

    assert (order["id"], order["name"]) == (held.order, held.order_name)
    assert [("theirs", False)] == [(hold.handle, hold.is_ours) for hold in held.holds]


def test_a_shipment_is_made_once_per_tracking_number(shop: Shop) -> None:
    order = shop.place()
    wanted = items(part_of(shop, order), 1, 1)

    made = [shop.client.create_fulfillment(order["id"], items=wanted, tracking=NUMBERS, notify=False) for _ in range(2)]

    assert made[0] == made[1]
    assert NUMBERS == made[0].tracking
    assert [("KW-SA-L", 1), ("KW-TB-20", 1)] == [(line.sku, line.quantity) for line in made[0].lines]
    assert 1 == shop.count("fulfillment_created")


def test_a_number_of_a_cancelled_shipment_can_be_used_again(shop: Shop) -> None:
    order = shop.place()
    wanted = items(part_of(shop, order), 1)
    shop.client.create_fulfillment(order["id"], items=wanted, tracking=NUMBERS, notify=False)
    shop.happen("fulfillment-cancel", order)

    shop.client.create_fulfillment(order["id"], items=wanted, tracking=NUMBERS, notify=False)

    assert ["CANCELLED", "SUCCESS"] == [one.status for one in shop.client.fulfillments(order["id"])]


@pytest.mark.parametrize("quantity", [1, 2])
def test_what_is_not_there_or_held_does_not_leave(shop: Shop, quantity: int) -> None:
    order = shop.place()
    part = part_of(shop, order)
    if quantity == 1:
        shop.store.merchant(order, "hold")

    with pytest.raises(Conflict):
        shop.client.create_fulfillment(order["id"], items=items(part, quantity), tracking=NUMBERS, notify=False)

    assert 0 == shop.count("fulfillment_created")


def test_a_shipment_without_a_number_is_not_sent(shop: Shop) -> None:
    order = shop.place()

    with pytest.raises(ValueError, match="tracking number"):
        shop.client.create_fulfillment(order["id"], items={}, tracking=Tracking(numbers=()), notify=False)


def test_an_event_is_reported_once(shop: Shop) -> None:
    order = shop.place()
    shipment = shop.happen("ship", order)["fulfillment"]
    moment = datetime(2026, 11, 14, 8, 30, 15, 999, tzinfo=UTC)

    for _ in range(2):
        shop.client.report_event(shipment, status="DELAYED", happened_at=moment, message="Sturm")
    shop.client.report_event(shipment, status="DELIVERED", happened_at=moment + timedelta(days=1))

    assert ["DELAYED", "DELIVERED"] == [event.status for event in shop.client.fulfillment_events(shipment)]
    (shown,) = shop.client.fulfillments(order["id"])
    assert ("DELIVERED", moment.replace(microsecond=0) + timedelta(days=1)) == (
        shown.display_status,
        shown.delivered_at,
    )


def test_numbers_can_be_replaced(shop: Shop) -> None:
    order = shop.place()
    shipment = shop.happen("ship", order, number="JJD1")["fulfillment"]

    shop.client.set_tracking(shipment, Tracking(company="UPS", numbers=("1Z",)), notify=False)

    assert shop.client.find_fulfillment(order["id"], tracking_number="JJD1") is None
    found = shop.client.find_fulfillment(order["id"], tracking_number="1Z")
    assert found is not None
    assert "UPS" == found.tracking.company


def test_an_unknown_order_has_no_shipments(shop: Shop) -> None:
    assert [] == shop.client.fulfillments("gid://shopify/Order/1")
    assert [] == shop.client.fulfillment_events("gid://shopify/Fulfillment/1")
