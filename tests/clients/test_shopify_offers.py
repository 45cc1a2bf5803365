"""The client's part about drafts, orders of our making and edited orders, against the emulated store."""

from decimal import Decimal
from typing import Any

import pytest

from integrator.clients.errors import Refused
from integrator.clients.shopify import Shopify
from integrator.clients.shopify.offers import Buyer, Item, NewOrder, Offer
from integrator.events.order import Address
from integrator.money import Money
from tests.sandbox.shopify.callers import Store

HOME = Address(name="Maren Petersen", address1="Kai 1", zip="24103", city="Kiel", country="DE")
ENGRAVING = Item(title="Gravur", quantity=2, price=Money.parse("40.00 EUR"))


@pytest.fixture
def order(store: Store) -> dict[str, Any]:
    """Paid: a suit for 355.08 and two bags for 34.50 each."""
    return store.place(total="436.08", payment="paid")


def line(order: dict[str, Any], place: int) -> str:
    return f"gid://shopify/LineItem/{order['lines'][place]['id']}"


def variant(order: dict[str, Any], place: int) -> str:
    return f"gid://shopify/ProductVariant/{order['lines'][place]['variant_id']}"


def test_pressing_twice_makes_one_draft_and_one_order(store: Store, client: Shopify) -> None:
    offer = Offer(
        items=(ENGRAVING, Item(title="Kleinteil", quantity=1, price=Money.parse("5 EUR"), percent_off=Decimal(100))),
        email="maren@example.com",
        note="am Telefon",
        po_number="PO-9",
        tags=("telefon",),
        shipping_address=HOME,
        shipping=Money.parse("10 EUR"),
    )

    drafts = [client.ensure_draft("ot-intake-7", offer) for _ in range(2)]
    orders = [client.complete_draft(drafts[0].id) for _ in range(2)]

    assert 1 == len({draft.id for draft in drafts}) == len(store.effects("draft_created"))
    assert Money.parse("90.0 EUR") == drafts[0].total
    assert orders[0] is not None
    assert 1 == len({order.id for order in orders if order}) == len(store.effects("draft_completed"))
    snapshot = client.get_order(orders[0].id)
    assert snapshot is not None
    assert ("PAID", "am Telefon", "PO-9") == (snapshot.financial_status, snapshot.note, snapshot.po_number)
    assert ("Maren Petersen", "DE") == (
        snapshot.shipping_address and snapshot.shipping_address.name,
        snapshot.shipping_address and snapshot.shipping_address.country,
    )
    assert orders[0] == (found.order if (found := client.find_draft("OT-intake-7")) else None)


def test_a_draft_for_a_company_on_terms_is_owed(store: Store, client: Shopify) -> None:
    placed = store.place(wholesale=True)["company"]
    buyer = Buyer(
        company_id=f"gid://shopify/Company/{placed['id']}",
        location_id=f"gid://shopify/CompanyLocation/{placed['location_id']}",
        contact_id=f"gid://shopify/CompanyContact/{placed['contact_id']}",
    )
    offer = Offer(items=(ENGRAVING,), buyer=buyer, terms_id="gid://shopify/PaymentTermsTemplate/4")

    order = client.complete_draft(client.ensure_draft("ot-intake-8", offer).id)

    snapshot = client.get_order(order.id) if order else None
    assert snapshot is not None
    assert ("Möwen & Söhne Großhandel GmbH", "PENDING") == (snapshot.company, snapshot.financial_status)


def test_a_variant_may_be_offered_below_its_price(store: Store, client: Shopify, order: dict[str, Any]) -> None:
    item = Item(variant_id=variant(order, 1), quantity=2, price=Money.parse("30 EUR"))

    assert Money.parse("60.0 EUR") == client.ensure_draft("ot-intake-9", Offer(items=(item,))).total


def test_an_invoice_is_sent_once(store: Store, client: Shopify) -> None:
    draft = client.ensure_draft("ot-intake-7", Offer(items=(ENGRAVING,), email="maren@example.com"))

    assert [True, False, True] == [
        client.send_draft_invoice(draft.id, message="Bitte prüfen", again=again) for again in (False, False, True)
    ]
    client.complete_draft(draft.id)
    assert not client.send_draft_invoice(draft.id, again=True)


def test_what_is_unknown_is_none(client: Shopify) -> None:
    unknown = "gid://shopify/DraftOrder/1"

    assert (None, None, None) == (
        client.get_draft(unknown),
        client.complete_draft(unknown),
        client.find_draft("ot-intake-7"),
    )
    assert not client.send_draft_invoice(unknown)


@pytest.mark.parametrize("item", [Item(quantity=1), Item(quantity=1, title="Gravur")])
def test_an_incomplete_line_is_never_sent(client: Shopify, item: Item) -> None:
    with pytest.raises(ValueError, match="a line needs"):
        client.ensure_draft("ot-intake-7", Offer(items=(item,)))


def test_a_tag_begins_like_another_and_is_not_taken_for_it(client: Shopify) -> None:
    first = client.ensure_draft("ot-intake-70", Offer(items=(ENGRAVING,)))

    assert first.id != client.ensure_draft("ot-intake-7", Offer(items=(ENGRAVING,))).id


def test_an_order_is_made_once_for_its_source(store: Store, client: Shopify) -> None:
    wanted = NewOrder(
        items=(ENGRAVING,), currency="EUR", email="maren@example.com", is_paid=True, shipping_address=HOME
    )

    made = [client.ensure_order("intake-7", wanted) for _ in range(2)]

    assert made[0] == made[1] == client.find_order_from("intake-7")
    assert 1 == len(store.effects("order_created"))
    snapshot = client.get_order(made[0].id)
    assert snapshot is not None
    assert ("PAID", Money.parse("80.0 EUR")) == (snapshot.financial_status, snapshot.total)


def test_too_little_stock_refuses_an_order(store: Store, client: Shopify, order: dict[str, Any]) -> None:
    item = Item(variant_id=variant(order, 1), quantity=10_000)

    with pytest.raises(Refused) as refused:
        client.ensure_order("intake-7", NewOrder(items=(item,), currency="EUR"))
    assert ("INVENTORY_CLAIM_FAILED",) == refused.value.codes
    assert client.ensure_order("intake-7", NewOrder(items=(item,), currency="EUR", takes_stock=False))


def test_only_drafts_have_discounts_of_lines(client: Shopify) -> None:
    item = ENGRAVING.model_copy(update={"percent_off": Decimal(10)})

    with pytest.raises(ValueError, match="only a draft"):
        client.ensure_order("intake-7", NewOrder(items=(item,), currency="EUR"))


def test_an_order_goes_into_the_archive_and_back(store: Store, client: Shopify, order: dict[str, Any]) -> None:
    client.close_order(order["id"])
    client.close_order(order["id"])
    assert store.show(order)["closed_at"]

    client.open_order(order["id"])
    assert store.show(order)["closed_at"] is None
    assert 1 == len(store.effects("order_closed"))


def test_an_invoice_with_a_question_is_on_the_timeline(store: Store, client: Shopify, order: dict[str, Any]) -> None:
    client.send_invoice(order["id"], message="Welche Größe?", subject="Rückfrage")

    assert "mail_sent" == client.order_events(order["id"])[-1].action
    assert "Welche Größe?" == store.effects("order_invoice_sent")[0]["detail"]["message"]


def test_an_edit_brings_quantities_to_what_is_wanted_once(store: Store, client: Shopify, order: dict[str, Any]) -> None:
    def edit() -> Any:
        lines, variants = {line(order, 1): 1}, {variant(order, 0): 2}
        return client.edit_order(order["id"], lines=lines, variants=variants, staff_note="Ersatz")

    edited = edit()

    assert edited is not None
    assert (Money.parse("756.66 EUR"), Money.parse("320.58 EUR")) == (edited.total, edited.outstanding)
    assert edit() is None
    assert [1, 1, 1] == [each["current_quantity"] for each in store.show(order)["lines"]]
    assert 1 == len(store.effects("order_edited"))


def test_taking_lines_off_leaves_money_to_refund(client: Shopify, order: dict[str, Any]) -> None:
    edited = client.edit_order(order["id"], lines={line(order, 1): 0})

    assert edited is not None
    assert Money.parse("-69.0 EUR") == edited.outstanding


def test_what_has_left_or_never_was_there_is_not_edited(store: Store, client: Shopify, order: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is not on the order"):
        client.edit_order(order["id"], lines={"gid://shopify/LineItem/1": 1})
    store.merchant(order, "fulfill")
    with pytest.raises(ValueError, match="have left already"):
        client.edit_order(order["id"], lines={line(order, 1): 1})
    assert client.edit_order(order["id"], variants={variant(order, 1): 1}) is None


def test_a_cancelled_order_cannot_be_edited(store: Store, client: Shopify, order: dict[str, Any]) -> None:
    store.merchant(order, "cancel")

    with pytest.raises(Refused):
        client.edit_order(order["id"], lines={line(order, 1): 1})
