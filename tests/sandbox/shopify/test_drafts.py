"""Drafts and orders that the app makes: what they cost, what becomes of them, and what is refused."""

from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store, document

LINE = {"title": "Gravur", "quantity": 2, "originalUnitPriceWithCurrency": {"amount": "40.00", "currencyCode": "EUR"}}
PRICED = {"title": "Gravur", "quantity": 1, "priceSet": {"shopMoney": {"amount": "40.00", "currencyCode": "EUR"}}}
ALL_OFF = {"value": 100.0, "valueType": "PERCENTAGE", "title": "Ersatz"}


def draft(store: Store, **wanted: Any) -> Any:
    return store.ask("draft_order_create", input={"lineItems": [LINE], **wanted})["draftOrder"]


def total(thing: Any, field: str = "totalPriceSet") -> str:
    amount: str = thing[field]["shopMoney"]["amount"]
    return amount


def variant(store: Store) -> Any:
    """A variant that the store sells for 90.00, of which it has 1000 at each place."""
    placed = store.place(lines=[{"title": "Laterne", "sku": "KW-LA-1", "price": "90.00"}])
    return f"gid://shopify/ProductVariant/{placed['lines'][0]['variant_id']}"


def search(store: Store, query: str) -> list[str]:
    found = store.ask("draft_orders_search", query=query, first=10)
    return [each["name"] for each in found["nodes"]]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"lineItems": []}, "Add at least 1 product"),
        ({"lineItems": [{"quantity": 1}]}, "Merchandise title is empty."),
        ({"lineItems": [{**LINE, "quantity": 0}]}, "Quantity must be greater than or equal to 1"),
        (
            {"lineItems": [{"variantId": "gid://shopify/ProductVariant/9", "quantity": 1}]},
            "Product with ID 9 is no longer available.",
        ),
        (
            {"lineItems": [{**LINE, "originalUnitPriceWithCurrency": {"amount": "-1", "currencyCode": "EUR"}}]},
            "Cannot send negative price for line_item",
        ),
        ({"email": "maren"}, "Email is invalid"),
        ({"reserveInventoryUntil": "2020-01-01T00:00:00Z"}, "Reserve until can't be in the past"),
        ({"paymentTerms": {}}, "Payment terms template id can not be empty."),
        ({"tags": ["x" * 41]}, "Title Tag exceeds the maximum length of 40 characters"),
        ({"purchasingEntity": {"customerId": "gid://shopify/Customer/1"}}, "Customer does not exist"),
    ],
)
def test_a_draft_is_refused_as_shopify_does(store: Store, wanted: dict[str, Any], message: str) -> None:
    assert message == store.code("draft_order_create", input={"lineItems": [LINE], **wanted})
    assert [] == store.effects("draft_created")


def test_a_completed_draft_is_a_paid_order_with_everything_in_it(store: Store) -> None:
    buyer = store.place()["customer"]
    number = draft(
        store,
        email=buyer["email"],
        note="am Telefon",
        tags=["ot-intake-7"],
        poNumber="PO-9",
        shippingLine={"title": "Kurier", "priceWithCurrency": {"amount": "10.00", "currencyCode": "EUR"}},
    )["id"]

    done = store.ask("draft_order_complete", id=number)["draftOrder"]

    order = store.ask("order_core", id=done["order"]["id"])
    assert ("COMPLETED", "PAID", "90.0") == (done["status"], order["displayFinancialStatus"], total(order))
    assert ("am Telefon", ["ot-intake-7"], "PO-9") == (order["note"], order["tags"], order["poNumber"])
    assert (f"gid://shopify/Customer/{buyer['id']}", "4") == (
        order["customer"]["id"],
        order["customer"]["numberOfOrders"],
    )
    assert 1 == len(store.ask("order_fulfillment_orders", id=order["id"])["fulfillmentOrders"]["nodes"])
    assert "This order has been paid" == store.code("draft_order_complete", id=number)
    assert 1 == len(store.effects("draft_completed"))


def test_terms_leave_the_order_to_be_paid(store: Store) -> None:
    number = draft(store, paymentTerms={"paymentTermsTemplateId": "gid://shopify/PaymentTermsTemplate/4"})["id"]

    order = store.ask("draft_order_complete", id=number)["draftOrder"]["order"]

    assert "PENDING" == order["displayFinancialStatus"]
    assert "80.0" == total(store.ask("order_core", id=order["id"]), "totalOutstandingSet")


def test_a_draft_at_no_price_replaces_what_was_lost(store: Store) -> None:
    made = draft(store, appliedDiscount=ALL_OFF)
    assert "0.0" == total(made)

    order = store.ask("draft_order_complete", id=made["id"])["draftOrder"]["order"]

    assert "PAID" == order["displayFinancialStatus"]
    assert ("0.0", "80.0") == tuple(
        total(store.ask("order_core", id=order["id"]), field) for field in ("totalPriceSet", "totalDiscountsSet")
    )


def test_discounts_of_one_line_and_of_all_add_up(store: Store) -> None:
    fixed = {**LINE, "appliedDiscount": {"value": 5.0, "valueType": "FIXED_AMOUNT"}}

    made = draft(store, lineItems=[fixed, LINE], appliedDiscount={"value": 10.0, "valueType": "PERCENTAGE"})

    assert "139.5" == total(made)


def test_a_variant_sells_at_its_own_price(store: Store) -> None:
    made = draft(store, lineItems=[{"variantId": variant(store), "quantity": 2}])

    assert "180.0" == total(made)


def test_an_invoice_goes_out_until_the_draft_is_paid(store: Store) -> None:
    number = draft(store, email="maren@example.com")["id"]

    sent = store.ask("draft_order_invoice_send", id=number)["draftOrder"]
    assert ("INVOICE_SENT", True) == (sent["status"], sent["invoiceSentAt"] is not None)
    assert "To is invalid" == store.code("draft_order_invoice_send", id=number, email={"to": "x"})

    store.ask("draft_order_complete", id=number)
    message = "Draft order Invoice can't be sent. This draft order is already paid."
    assert message == store.code("draft_order_invoice_send", id=number)


def test_drafts_are_found_by_tag_and_status(store: Store) -> None:
    store.ask("draft_order_complete", id=draft(store, tags=["ot-intake-7"])["id"])
    draft(store, tags=["ot-intake-8"])

    assert ["#D1"] == search(store, "tag:OT-intake-7")
    assert ["#D2"] == search(store, "status:open")
    assert ["#D1"] == search(store, "tag:ot-intake-7 AND status:completed")
    answer = store.answer(document("draft_orders_search"), query="colour:red", first=5)
    assert ["draftOrders"] == answer["extensions"]["search"][0]["path"]


def test_a_merchant_may_change_a_draft_after_it_was_made(store: Store) -> None:
    number = draft(store)["id"]
    store.happen("draft-update", draft=number, price="50.00")

    seen = store.ask("draft_order_detail", id=number)
    assert "100.0" == total(seen)
    assert 0 == len(store.effects("draft_updated"))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"lineItems": []}, "INVALID"),
        ({"lineItems": [{"quantity": 1}]}, "INVALID"),
        ({"processedAt": "2999-01-01T00:00:00Z"}, "PROCESSED_AT_INVALID"),
        (
            {"customerId": "gid://shopify/Customer/1", "customer": {"toAssociate": {"email": "a@b.example"}}},
            "REDUNDANT_CUSTOMER_FIELDS",
        ),
    ],
)
def test_a_new_order_is_refused_as_shopify_does(store: Store, wanted: dict[str, Any], code: str) -> None:
    assert code == store.code("order_create", order={"lineItems": [PRICED], **wanted})
    assert [] == store.control("GET", "/orders")["orders"]


def test_an_order_takes_stock_only_if_asked_to(store: Store) -> None:
    number = variant(store)
    line = {"variantId": number, "quantity": 10_000}

    assert store.ask("order_create", order={"lineItems": [line]})["order"]
    obeying = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY"}
    assert "INVENTORY_CLAIM_FAILED" == store.code("order_create", order={"lineItems": [line]}, options=obeying)


def test_a_made_order_is_found_by_where_it_came_from(store: Store) -> None:
    upsert = {"toUpsert": {"email": "maren@example.com", "firstName": "Maren"}}
    wanted = {"lineItems": [PRICED], "sourceIdentifier": "intake-7", "financialStatus": "PAID", "customer": upsert}

    made = store.ask("order_create", order=wanted)["order"]

    assert ("intake-7", "PAID") == (made["sourceIdentifier"], made["displayFinancialStatus"])
    found = store.ask("orders_poll", query="source_identifier:intake-7", first=5)["nodes"]
    assert [made["id"]] == [order["id"] for order in found]
    assert "Maren" == store.ask("order_core", id=made["id"])["customer"]["displayName"]


def test_closing_and_opening_is_done_once(store: Store) -> None:
    order = store.place()

    for _ in range(2):
        assert store.ask("order_close", input={"id": order["id"]})["order"]["closed"]
    for _ in range(2):
        assert not store.ask("order_open", input={"id": order["id"]})["order"]["closed"]

    assert (1, 1) == (len(store.effects("order_closed")), len(store.effects("order_opened")))
