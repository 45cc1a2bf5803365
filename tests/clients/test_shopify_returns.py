"""What the client does about returns, refunds and disputes, against the sandbox."""

from contextlib import nullcontext
from decimal import Decimal
from typing import Any

import pytest

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify import Goods, RefundLine, Return, Share
from integrator.money import CurrencyMismatch, Money
from tests.clients.shopify_sandbox import Shop

UNKNOWN = "gid://shopify/Return/1"


@pytest.fixture
def order(shop: Shop) -> dict[str, Any]:
    placed = shop.place(total="240.00")
    shop.happen("ship", placed)
    return placed


def asked(shop: Shop, order: dict[str, Any], **wanted: Any) -> str:
    found: str = shop.happen("return-request", order, **wanted)["return"]
    return found


def opened(shop: Shop, order: dict[str, Any], **wanted: Any) -> Return:
    there = asked(shop, order, **wanted)
    shop.client.approve_return(there, notify=False)
    return found(shop, there)


def found(shop: Shop, return_id: str) -> Return:
    one = shop.client.find_return(return_id)
    assert one is not None
    return one


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def share(order: dict[str, Any], amount: str) -> Share:
    payment = order["transactions"][0]
    return Share(
        payment=f"gid://shopify/OrderTransaction/{payment['id']}", gateway=payment["gateway"], amount=euros(amount)
    )


def goods(one: Return) -> list[Goods]:
    return [Goods(line=line.id, quantity=line.unprocessed, unprocessed=line.unprocessed) for line in one.lines]


def test_a_return_is_read_with_its_lines(shop: Shop, order: dict[str, Any]) -> None:
    there = asked(shop, order, note="Naht offen")

    one = found(shop, there)

    assert (f"{order['name']}-R1", "REQUESTED", order["id"]) == (one.name, one.status, one.order)
    (line,) = one.lines
    assert ("KW-SA-L", 1, 1, "damaged-or-defective", "Naht offen") == (
        line.sku,
        line.quantity,
        line.unprocessed,
        line.reason,
        line.customer_note,
    )
    assert [there] == [mark.id for mark in shop.client.returns(order["id"])]
    assert shop.client.find_return(UNKNOWN) is None
    assert [] == shop.client.returns("gid://shopify/Order/1")


def test_a_decision_is_made_once(shop: Shop, order: dict[str, Any]) -> None:
    there = asked(shop, order)

    for _ in range(2):
        shop.client.approve_return(there, notify=False)

    assert "OPEN" == found(shop, there).status
    assert 1 == shop.count("return_approved")


def test_another_decision_stands(shop: Shop, order: dict[str, Any]) -> None:
    there = asked(shop, order)
    for _ in range(2):
        shop.client.decline_return(there, reason="FINAL_SALE", note="Restposten", notify=False)

    with pytest.raises(Conflict, match="DECLINED"):
        shop.client.approve_return(there, notify=False)

    assert "FINAL_SALE" == found(shop, there).decline_reason
    assert 1 == shop.count("return_declined")


@pytest.mark.parametrize(("word", "raises"), [("return-approve", False), ("return-decline", True)])
def test_a_decision_that_was_made_meanwhile_counts(
    shop: Shop, order: dict[str, Any], monkeypatch: pytest.MonkeyPatch, word: str, *, raises: bool
) -> None:
    there = asked(shop, order)
    read = [found(shop, there)]
    shop.happen(word, order)
    read.append(found(shop, there))
    monkeypatch.setattr(type(shop.client), "find_return", lambda *_: read.pop(0))

    with pytest.raises(Conflict, match="DECLINED") if raises else nullcontext():
        shop.client.approve_return(there, notify=False)

    assert [] == read
    assert 0 == shop.count("return_approved")


def test_a_return_that_is_gone_is_a_conflict(shop: Shop) -> None:
    with pytest.raises(Conflict, match="vanished"):
        shop.client.approve_return(UNKNOWN, notify=False)


def test_a_return_ends_and_begins_again(shop: Shop, order: dict[str, Any]) -> None:
    one = opened(shop, order)
    for _ in range(2):
        shop.client.close_return(one.id)
    closed = found(shop, one.id)
    shop.client.reopen_return(one.id)
    shop.client.cancel_return(one.id)

    assert ("CLOSED", True) == (closed.status, closed.closed_at is not None)
    assert "CANCELED" == found(shop, one.id).status
    with pytest.raises(Conflict, match="CANCELED"):
        shop.client.close_return(one.id)


def test_a_return_is_begun_with_what_can_come_back(shop: Shop, order: dict[str, Any]) -> None:
    goods_left = shop.client.returnable(order["id"])
    reason = shop.client.return_reasons()["changed-my-mind"]

    made = shop.client.create_return(order["id"], goods=goods_left, reason_id=reason, note="Kulanz")
    with pytest.raises(Refused) as refused:
        shop.client.create_return(order["id"], goods=goods_left, reason_id=reason, note="Kulanz")

    assert ("INVALID",) == refused.value.codes
    assert [("KW-SA-L", 1), ("KW-TB-20", 2)] == [(one.sku, one.quantity) for one in goods_left]
    assert [] == shop.client.returnable(order["id"])
    assert "OPEN" == found(shop, made).status


def test_goods_get_one_disposition(shop: Shop, order: dict[str, Any]) -> None:
    one = opened(shop, order, sku="KW-TB-20", quantity=2)
    (expected,) = one.goods

    for _ in range(2):
        shop.client.dispose_goods(one.id, goods_id=expected.id, quantity=1, disposition="NOT_RESTOCKED")
    with pytest.raises(Conflict, match="other goods"):
        shop.client.dispose_goods(one.id, goods_id=expected.id, quantity=2, disposition="MISSING")

    assert 1 == shop.count("goods_disposed")
    assert [1] == [left.disposed for left in found(shop, one.id).goods]


def test_a_return_is_processed_once_with_its_refund(shop: Shop, order: dict[str, Any]) -> None:
    one = opened(shop, order)
    wanted = {"reference": "case-1", "note": "Naht offen", "goods": goods(one), "notify": False}

    for _ in range(2):
        shop.client.process_return(one.id, **wanted, shares=[share(order, "59.00")], shipping=euros("2.00"))

    (refund,) = shop.client.refunds(order["id"])
    assert (one.id, "Naht offen [case-1]", euros("59")) == (refund.return_id, refund.note, refund.amount)
    assert [(1, 0, 1)] == [(line.processed, line.unprocessed, line.refunded) for line in found(shop, one.id).lines]
    assert (1, 1) == (shop.count("return_processed"), shop.count("refund_created"))


def test_a_return_without_money_is_processed_once(shop: Shop, order: dict[str, Any]) -> None:
    one = opened(shop, order)

    for _ in range(2):
        shop.client.process_return(one.id, reference="case-1", note="", goods=goods(one), notify=False)

    assert (1, 0) == (shop.count("return_processed"), shop.count("refund_created"))


def test_goods_that_somebody_else_processed_are_not_paid_for_again(shop: Shop, order: dict[str, Any]) -> None:
    one = opened(shop, order)
    shop.happen("return-process", order, refund="10.00")

    with pytest.raises(Conflict, match="other goods left"):
        shop.client.process_return(
            one.id, reference="case-1", note="", goods=goods(one), shares=[share(order, "59.00")], notify=False
        )

    assert 0 == shop.count("refund_created")


def test_a_return_does_not_refund_more_than_was_paid(shop: Shop, order: dict[str, Any]) -> None:
    one = opened(shop, order)

    with pytest.raises(Refused) as refused:
        shop.client.process_return(
            one.id, reference="case-1", note="", goods=goods(one), shares=[share(order, "240.01")], notify=False
        )

    assert ("INVALID",) == refused.value.codes


def test_a_suggestion_is_exact_and_can_be_refunded(shop: Shop, order: dict[str, Any]) -> None:
    lines = [RefundLine(line=f"gid://shopify/LineItem/{order['lines'][1]['id']}", quantity=1)]
    suggestion = shop.client.suggested_refund(order["id"], lines=lines, shipping=True)
    assert suggestion is not None

    refund = shop.client.refund(
        order["id"],
        reference="case-1",
        note="",
        shares=suggestion.shares,
        lines=lines,
        shipping=euros("12.00"),
        notify=False,
    )

    assert (euros("46.50"), euros("240")) == (suggestion.amount, suggestion.maximum)
    assert suggestion.amount == refund.amount
    assert shop.client.suggested_refund("gid://shopify/Order/1") is None


def test_money_goes_back_once_per_reference(shop: Shop, order: dict[str, Any]) -> None:
    wanted = {"reference": "case-1", "note": "Kulanz", "shares": [share(order, "20.00")], "notify": False}

    made = [shop.client.refund(order["id"], **wanted) for _ in range(2)]
    shop.client.refund(order["id"], **{**wanted, "reference": "case-2"})

    assert made[0] == made[1]
    assert ["Kulanz [case-1]", "Kulanz [case-2]"] == [one.note for one in shop.client.refunds(order["id"])]
    assert 2 == shop.count("refund_created")


def test_money_goes_back_once_even_when_the_key_is_forgotten(shop: Shop, order: dict[str, Any]) -> None:
    wanted = {"reference": "case-1", "note": "Kulanz", "shares": [share(order, "20.00")], "notify": False}
    first = shop.client.refund(order["id"], **wanted)

    shop.store.world.clock.advance(25 * 3600)

    assert first == shop.client.refund(order["id"], **wanted)
    assert 1 == shop.count("refund_created")


def test_a_repeat_that_does_not_see_the_refund_yet_is_stopped_by_the_key(
    shop: Shop, order: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"reference": "case-1", "note": "Kulanz", "shares": [share(order, "20.00")], "notify": False}
    first = shop.client.refund(order["id"], **wanted)
    monkeypatch.setattr(type(shop.client), "find_refund", lambda *_, **__: None)

    again = shop.client.refund(order["id"], **wanted)
    with pytest.raises(Refused):
        shop.client.refund(order["id"], **{**wanted, "shares": [share(order, "21.00")]})

    assert first == again
    assert 1 == shop.count("refund_created")


def test_a_refund_that_waits_for_its_money_says_so(shop: Shop, order: dict[str, Any]) -> None:
    shop.store.set(refund_seconds=3600)

    refund = shop.client.refund(order["id"], reference="case-1", note="", shares=[share(order, "20.00")], notify=False)
    shop.store.world.clock.advance(3601)
    settled = shop.client.find_refund(order["id"], reference="case-1")

    assert settled is not None
    assert (1, 0) == (refund.pending, settled.pending)


def test_money_of_two_currencies_or_under_a_strange_reference_is_not_sent(shop: Shop, order: dict[str, Any]) -> None:
    dollars = Money(amount=Decimal(1), currency="USD")
    shares = [share(order, "1.00")]

    with pytest.raises(CurrencyMismatch):
        shop.client.refund(order["id"], reference="a", note="", shares=shares, shipping=dollars, notify=False)
    with pytest.raises(ValueError, match="reference"):
        shop.client.refund(order["id"], reference="a]b", note="", shares=shares, notify=False)

    assert 0 == shop.count("refund_created")


def disputed(shop: Shop, order: dict[str, Any], **wanted: Any) -> str:
    there: str = shop.happen("dispute", order, **wanted)["dispute"]
    return there


def test_a_dispute_is_read_with_its_evidence(shop: Shop, order: dict[str, Any]) -> None:
    there = disputed(shop, order, reason="PRODUCT_NOT_RECEIVED", amount="34.50")
    shop.client.save_evidence(there, {"uncategorizedText": "zugestellt"})

    read = shop.client.find_dispute(there)

    assert read is not None
    dispute, evidence = read
    assert ("NEEDS_RESPONSE", euros("34.5"), order["id"], "PRODUCT_NOT_RECEIVED") == (
        dispute.status,
        dispute.amount,
        dispute.order,
        dispute.reason,
    )
    assert (False, "zugestellt") == (evidence.submitted, evidence.uncategorized_text)
    assert shop.client.find_dispute("gid://shopify/ShopifyPaymentsDispute/1") is None


def test_evidence_is_handed_over_once(shop: Shop, order: dict[str, Any]) -> None:
    there = disputed(shop, order)

    for text in ("zugestellt", "etwas anderes"):
        shop.client.submit_evidence(there, {"uncategorizedText": text})

    read = shop.client.find_dispute(there)
    assert read is not None
    assert ("UNDER_REVIEW", "zugestellt") == (read[0].status, read[1].uncategorized_text)
    assert 1 == shop.count("dispute_evidence_submitted")
    with pytest.raises(Conflict, match="handed over"):
        shop.client.save_evidence(there, {"uncategorizedText": "zu spät"})


def test_evidence_that_was_handed_over_meanwhile_counts(
    shop: Shop, order: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = disputed(shop, order)
    read = [shop.client.find_dispute(there)]
    shop.client.submit_evidence(there, {"uncategorizedText": "zugestellt"})
    read.append(shop.client.find_dispute(there))
    monkeypatch.setattr(type(shop.client), "find_dispute", lambda *_: read.pop(0))

    shop.client.submit_evidence(there, {"uncategorizedText": "etwas anderes"})

    assert [] == read
    assert 1 == shop.count("dispute_evidence_submitted")


def test_evidence_of_an_unknown_kind_or_dispute_is_not_sent(shop: Shop, order: dict[str, Any]) -> None:
    there = disputed(shop, order)

    with pytest.raises(ValueError, match="no text of evidence"):
        shop.client.submit_evidence(there, {"customerFirstName": "Jörg"})
    with pytest.raises(Conflict, match="vanished"):
        shop.client.submit_evidence("gid://shopify/ShopifyPaymentsDispute/1", {})


def test_disputes_come_by_their_status_and_a_wrong_word_is_refused(shop: Shop, order: dict[str, Any]) -> None:
    there = disputed(shop, order)

    assert [there] == [one.id for one in shop.client.list_disputes(search="status:needs_response").disputes]
    assert () == shop.client.list_disputes(search="status:won").disputes
    with pytest.raises(Refused) as refused:
        shop.client.list_disputes(search="state:won")
    assert ("SEARCH_WARNING",) == refused.value.codes
