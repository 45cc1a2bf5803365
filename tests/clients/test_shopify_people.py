"""The client's part about customers, companies and what happened, against the emulated store."""

from datetime import UTC, datetime

import pytest

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify import Shopify, between
from integrator.clients.shopify.people import NewCompany, NewCustomer
from integrator.money import Money
from tests.sandbox.shopify.callers import Store

MAREN = NewCustomer(email="maren@example.com", first_name="Maren", last_name="Petersen", tags=("telefon",))
REEDEREI = NewCompany(name="Reederei Öland", external_id="K-7", contact_email="e@example.com", contact_title="Einkauf")
UNKNOWN = "gid://shopify/Customer/1"


def test_a_customer_is_made_once_whatever_the_case_of_the_address(store: Store, client: Shopify) -> None:
    made = client.ensure_customer(MAREN)
    again = client.ensure_customer(MAREN.model_copy(update={"email": "Maren@Example.com"}))

    assert made == again == client.find_customer(email="maren@example.com")
    assert 1 == len(store.effects("customer_created"))
    customer = client.get_customer(made)
    assert customer is not None
    assert ("Maren Petersen", "DISABLED", ("telefon",), 0) == (
        customer.name,
        customer.state,
        customer.tags,
        customer.orders,
    )


def test_the_number_finds_a_customer_too(client: Shopify) -> None:
    made = client.ensure_customer(NewCustomer(phone="+4940555010", first_name="Jörg"))

    assert made == client.ensure_customer(NewCustomer(phone="+4940555010", email="joerg@example.com"))


def test_a_refused_customer_stays_refused(client: Shopify) -> None:
    with pytest.raises(Refused):
        client.ensure_customer(NewCustomer(email="maren", first_name="Maren"))
    with pytest.raises(ValueError, match="needs an e-mail address or a phone number"):
        client.ensure_customer(NewCustomer(first_name="Maren"))


def test_a_buyer_shows_orders_spending_and_companies(store: Store, client: Shopify) -> None:
    order = store.place(total="100.00", customer={"tags": ["vip"]})
    number = f"gid://shopify/Customer/{order['customer']['id']}"

    customer = client.get_customer(number)

    assert customer is not None
    assert (3, Money.parse("512.9 EUR"), ("vip",)) == (customer.orders, customer.spent, customer.tags)
    assert [order["id"]] == [mark.order.id for mark in client.orders_of_customer(number).orders]
    assert () == client.orders_of_customer(UNKNOWN).orders
    assert client.get_customer(UNKNOWN) is None


def test_note_and_tags_are_set_and_an_invitation_goes_out_once(store: Store, client: Shopify) -> None:
    number = client.ensure_customer(MAREN)

    client.update_customer(number, note="ruft zurück", tags=["vip"])
    client.update_customer(number)

    customer = client.get_customer(number)
    assert customer is not None
    assert ("ruft zurück", ("vip",)) == (customer.note, customer.tags)
    assert [True, False] == [client.invite_customer(number) for _ in range(2)]
    assert not client.invite_customer(UNKNOWN)
    assert 1 == len(store.effects("customer_invited"))


def test_consent_is_read_with_its_moment(store: Store, client: Shopify) -> None:
    number = client.ensure_customer(MAREN)
    store.happen("email-consent", customer=number, state="SUBSCRIBED", level="CONFIRMED_OPT_IN")

    customer = client.get_customer(number)

    assert customer is not None
    assert ("SUBSCRIBED", "CONFIRMED_OPT_IN", True) == (
        customer.consent,
        customer.consent_level,
        customer.consent_at is not None,
    )


def test_a_company_is_made_once_for_its_external_id(store: Store, client: Shopify) -> None:
    made = [client.ensure_company(REEDEREI) for _ in range(2)]

    assert made[0] == made[1]
    assert 1 == len(store.effects("company_created"))
    client.set_metafields(made[0].id, {"file": "{}"})
    company = client.get_company(made[0].id)
    assert company is not None
    assert ("Einkauf", ["Reederei Öland"], {"file": "{}"}) == (
        company.contact_title,
        [place.name for place in company.places],
        company.metafields,
    )
    profile = client.get_customer(company.contact_id)
    assert profile is not None
    assert [("Reederei Öland", "Einkauf")] == [(each.company, each.title) for each in profile.companies]


def test_a_taken_external_id_that_is_not_found_yet_is_a_conflict(
    client: Shopify, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.ensure_company(REEDEREI)
    monkeypatch.setattr(client, "find_company", lambda _: None)

    with pytest.raises(Conflict):
        client.ensure_company(REEDEREI)
    with pytest.raises(Refused):
        client.ensure_company(REEDEREI.model_copy(update={"external_id": "ä"}))


def test_events_tell_what_a_person_or_an_app_did(store: Store, client: Shopify) -> None:
    order = store.place()
    store.merchant(order, "cancel")
    made = client.ensure_customer(MAREN)

    assert ["placed", "authorization_success", "void_success", "cancelled"] == [
        event.action for event in client.order_events(order["id"])
    ]
    assert [] == client.order_events("gid://shopify/Order/1")
    page = client.events("subject_type:CUSTOMER")
    assert [("Connector", made)] == [(event.app, event.subject_id) for event in page.found]


def test_pages_of_events_follow_each_other(store: Store, client: Shopify) -> None:
    for _ in range(51):
        store.place(payment="pending")

    first = client.events("action:placed")
    second = client.events("action:placed", after=first.next)

    assert (50, 1, None) == (len(first.found), len(second.found), second.next)


def test_an_abandoned_checkout_is_one_with_an_address(store: Store, client: Shopify) -> None:
    since = between("updated_at", datetime(2020, 1, 1, tzinfo=UTC))
    silent = store.happen("checkout", total="69.00")
    assert () == client.checkouts(since).found

    store.happen("checkout-update", token=silent["token"], email="oskar@example.com")
    (seen,) = client.checkouts(since).found
    assert (Money.parse("69.0 EUR"), None) == (seen.total, seen.completed_at)

    store.happen("checkout-complete", token=silent["token"])
    assert () == client.checkouts(f"status:open AND {since}").found


def test_campaigns_are_polled_by_their_start(store: Store, client: Shopify) -> None:
    store.happen("marketing-event", type="NEWSLETTER", utm_campaign="herbst", started_at="2026-10-01T08:00:00Z")

    since = between("started_at", datetime(2026, 10, 1, tzinfo=UTC))

    assert ["herbst"] == [each.utm_campaign for each in client.campaigns(since).found]
    with pytest.raises(Refused) as refused:
        client.campaigns("colour:red")
    assert ("SEARCH_WARNING",) == refused.value.codes
