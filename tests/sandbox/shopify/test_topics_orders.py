"""Every topic about orders, people and the store: said by what happens, with the fields of the contract, signed."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.shopify.callers import SAMPLES, Delivery, OpenStore, Receiver, Store, document, sample

LINE = {"title": "Gravur", "quantity": 1, "originalUnitPriceWithCurrency": {"amount": "40.00", "currencyCode": "EUR"}}
CONSENT = {"state": "SUBSCRIBED", "level": "SINGLE_OPT_IN"}
LOCATION_FIELDS = {
    "admin_graphql_api_id",
    "billing_address",
    "buyer_experience_configuration",
    "company",
    "created_at",
    "external_id",
    "locale",
    "name",
    "note",
    "phone",
    "shipping_address",
    "tax_exemptions",
    "tax_registration",
    "tax_settings",
    "updated_at",
}
MERGE_FIELDS = {
    "admin_graphql_api_customer_deleted_id",
    "admin_graphql_api_customer_kept_id",
    "admin_graphql_api_job_id",
    "errors",
    "status",
}


def customer(store: Store) -> Any:
    return store.happen("customer-create", first_name="Maren", email="maren@example.com")["number"]


def edit(store: Store) -> None:
    begun = store.ask("order_edit_begin", id=store.place()["id"])["calculatedOrder"]
    line = begun["lineItems"]["nodes"][1]["id"]
    store.ask("order_edit_set_quantity", id=begun["id"], lineItemId=line, quantity=1)
    store.ask("order_edit_commit", id=begun["id"])


def merge(store: Store) -> None:
    other = store.happen("customer-create", first_name="Ann")["number"]
    store.happen("customer-merge", customer=other, into=customer(store))


def draft(store: Store) -> Any:
    address = {"address1": "Kai 1", "city": "Kiel", "countryCode": "DE"}
    wanted: dict[str, Any] = {"lineItems": [LINE], "email": "joerg.weisshaeupl@example.com", "shippingAddress": address}
    wanted["customAttributes"] = [{"key": "ot_case", "value": "7"}]
    wanted["shippingLine"] = {"title": "Kurier", "priceWithCurrency": {"amount": "14.00", "currencyCode": "EUR"}}
    store.place()
    return store.ask("draft_order_create", input={**wanted, "billingAddress": address})["draftOrder"]["id"]


def checkout(store: Store) -> Any:
    store.place()
    return store.happen("checkout", email="joerg.weisshaeupl@example.com")["token"]


def bulk(store: Store) -> None:
    store.set(bulk_seconds=0)
    store.ask("bulk_operation_run_query", query=document("bulk_orders_reconciliation"), groupObjects=False)


def add_location(store: Store) -> None:
    company = store.happen("company-create", name="Reederei Öland")["number"]
    store.happen("company-location-create", company=company, name="Lager Nord")


TOPICS: dict[str, tuple[Callable[[Store], Any], str | set[str]]] = {
    "orders/create": (lambda store: store.place(), "orders-create"),
    "orders/updated": (lambda store: store.merchant(store.place(), "close"), "orders-updated"),
    "orders/paid": (lambda store: store.merchant(store.place(payment="pending"), "pay"), "orders-paid"),
    "orders/cancelled": (lambda store: store.merchant(store.place(), "cancel"), "orders-cancelled"),
    "orders/edited": (edit, "orders-edited"),
    "orders/fulfilled": (lambda store: store.merchant(store.place(), "fulfill"), "orders-updated"),
    "draft_orders/create": (draft, "draft-orders-create"),
    "draft_orders/update": (lambda store: store.ask("draft_order_complete", id=draft(store)), "draft-orders-create"),
    "draft_orders/delete": (lambda store: store.happen("draft-delete", draft=draft(store)), {"id"}),
    "customers/create": (customer, "customers-create"),
    "customers/update": (
        lambda store: store.happen("customer-update", customer=customer(store), note="VIP"),
        "customers-create",
    ),
    "customers/merge": (merge, MERGE_FIELDS),
    "customer.tags_added": (
        lambda store: store.happen("customer-tag", customer=customer(store), tags=["vip"]),
        {"customerId", "occurredAt", "tags"},
    ),
    "customers_email_marketing_consent/update": (
        lambda store: store.happen("email-consent", customer=customer(store), **CONSENT),
        {"customer_id", "email_address", "email_marketing_consent"},
    ),
    "customers_marketing_consent/update": (
        lambda store: store.happen("sms-consent", customer=customer(store), **CONSENT),
        {"id", "phone", "sms_marketing_consent"},
    ),
    "companies/create": (lambda store: store.happen("company-create", name="Reederei Öland"), "companies-create"),
    "company_locations/create": (add_location, LOCATION_FIELDS),
    "checkouts/create": (checkout, "checkouts-create"),
    "checkouts/update": (
        lambda store: store.happen("checkout-update", token=checkout(store), shipping="14.00"),
        "checkouts-update",
    ),
    "customers/data_request": (
        lambda store: store.happen("data-request", customer=customer(store)),
        "customers-data-request",
    ),
    "customers/redact": (lambda store: store.happen("customer-redact", customer=customer(store)), "customers-redact"),
    "shop/redact": (lambda store: store.happen("shop-redact"), "shop-redact"),
    "shop/update": (lambda store: store.happen("shop-update"), "app-uninstalled"),
    "app/uninstalled": (lambda store: store.happen("uninstall"), "app-uninstalled"),
    "app/scopes_update": (
        lambda store: store.happen("scopes-update", scopes=["read_orders"]),
        {"current", "id", "previous", "shop_id", "updated_at"},
    ),
    "bulk_operations/finish": (bulk, "bulk-operations-finish"),
}


@pytest.fixture(scope="module")
def listened(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One sandbox for all topics, whose deliveries go to one receiver."""
    from tests.sandbox.shopify.conftest import opened

    waiting = Receiver()
    server, thread = waiting.serve()
    with opened(tmp_path_factory.mktemp("topics"), webhook_url=waiting.url) as store:
        yield store, waiting
    server.shutdown()
    thread.join()
    server.server_close()


def said(listened: tuple[Store, Receiver], topic: str) -> Delivery:
    """Let the topic's cause happen and return its last delivery."""
    store, receiver = listened
    store.world.reset()
    receiver.got.clear()
    fresh = Store(store.http, store.world)
    fresh.control("POST", "/webhooks/pause")
    TOPICS[topic][0](fresh)
    fresh.control("POST", "/webhooks/flush")
    return receiver.of(topic)[-1]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_said_with_the_fields_of_the_contract(listened: tuple[Store, Receiver], topic: str) -> None:
    expected = TOPICS[topic][1]

    delivery = said(listened, topic)

    fields = set(sample(expected)) if isinstance(expected, str) else expected
    assert fields == set(delivery.json)
    assert delivery.is_signed_with("sandbox-secret")


@pytest.mark.parametrize("topic", ["draft_orders/create", "customers/create", "checkouts/update"])
def test_its_parts_have_the_fields_of_the_contract_too(listened: tuple[Store, Receiver], topic: str) -> None:
    name = str(TOPICS[topic][1])
    recorded, body = sample(name), said(listened, topic).json

    for part, value in recorded.items():
        example = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        if isinstance(example, dict):
            there = body[part][0] if isinstance(body[part], list) else body[part]
            assert set(example) == set(there), part


def test_every_sample_about_these_things_is_compared() -> None:
    compared = {expected for _, expected in TOPICS.values() if isinstance(expected, str)}
    prefixes = ("orders-", "draft-", "customers-", "companies-", "checkouts-", "shop-", "app-", "bulk-")
    recorded = {path.stem for path in (SAMPLES / "webhooks").glob("*.json") if path.stem.startswith(prefixes)}

    assert {"orders-risk-assessment-changed"} == recorded - compared


def test_an_uninstalled_app_has_no_token_any_more(listened: tuple[Store, Receiver], open_store: OpenStore) -> None:
    with open_store() as store:
        store.ask("shop_info")
        store.happen("uninstall")

        assert 401 == store.post({"query": "{ shop { id } }"}).status_code
