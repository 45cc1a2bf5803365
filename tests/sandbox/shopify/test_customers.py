"""Customers and companies: kept on their own, shared by orders, found again, changed, merged."""

from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store, document

PERSON = {"firstName": "Maren", "lastName": "Petersen", "email": "Maren@example.com"}
CONSENT = {"marketingState": "SUBSCRIBED", "marketingOptInLevel": "SINGLE_OPT_IN"}
CUSTOMER = "gid://shopify/Customer/1"


def buyer_of(store: Store, order: dict[str, Any]) -> Any:
    return store.ask("customer_detail", id=f"gid://shopify/Customer/{order['customer']['id']}")


def refusal(store: Store, name: str, **wanted: Any) -> tuple[Any, str]:
    payload = store.ask(name, **wanted)
    (error,) = payload["userErrors"]
    return error["field"], error["message"]


def test_orders_of_one_person_share_their_customer(store: Store) -> None:
    first = store.place(total="100.00")
    second = store.place(total="50.00")
    stranger = store.place(customer={"email": "ann@example.com"})

    assert first["customer"]["id"] == second["customer"]["id"] != stranger["customer"]["id"]
    assert ("4", "562.9") == (
        buyer_of(store, second)["numberOfOrders"],
        buyer_of(store, second)["amountSpent"]["amount"],
    )
    found = store.ask("customer_segment_orders", customerId=buyer_of(store, first)["id"], first=5)
    assert ["#1002", "#1001"] == [order["name"] for order in found["orders"]["nodes"]]


def test_an_order_follows_what_changes_about_its_customer(store: Store) -> None:
    order = store.place()
    store.ask("customer_update", input={"id": buyer_of(store, order)["id"], "lastName": "Größer"})

    assert "Größer" == store.show(order)["customer"]["last_name"]
    assert "Jörg Größer" == store.ask("order_core", id=order["id"])["customer"]["displayName"]


@pytest.mark.parametrize(
    ("wanted", "field", "message"),
    [
        ({}, None, "A name, phone number, or email address must be present"),
        ({"id": CUSTOMER, "firstName": "A"}, ["id"], "Cannot specify ID on creation"),
        ({"email": "maren"}, ["email"], "Email is invalid"),
        ({"phone": "x"}, ["phone"], "Phone is invalid"),
        ({"firstName": "A", "note": "x" * 5001}, ["note"], "Note is too long (maximum is 5000 characters)"),
        ({"firstName": "x" * 256}, ["firstName"], "First name is too long (maximum is 255 characters)"),
        ({"firstName": "A", "tags": ["x" * 256]}, ["tags"], "Tags is too long (maximum is 255 characters)"),
        (
            {"firstName": "A", "emailMarketingConsent": CONSENT},
            ["emailMarketingConsent"],
            "An email address is required to set the email marketing consent state.",
        ),
    ],
)
def test_a_customer_is_refused_as_shopify_does(store: Store, wanted: dict[str, Any], field: Any, message: str) -> None:
    assert (field, message) == refusal(store, "customer_create", input=wanted)
    assert [] == store.effects("customer_created")


def test_an_address_belongs_to_one_customer_whatever_its_case(store: Store) -> None:
    made = store.ask("customer_create", input={**PERSON, "emailMarketingConsent": CONSENT})["customer"]

    assert ("DISABLED", "Maren Petersen") == (made["state"], made["displayName"])
    seen = store.ask("customer_detail", id=made["id"])["defaultEmailAddress"]
    assert ("SUBSCRIBED", "SINGLE_OPT_IN") == (seen["marketingState"], seen["marketingOptInLevel"])
    again = {**PERSON, "email": "maren@EXAMPLE.com"}
    assert (["email"], "Email has already been taken") == refusal(store, "customer_create", input=again)


def test_consent_is_not_changed_by_an_update(store: Store) -> None:
    made = store.ask("customer_create", input=PERSON)["customer"]
    wanted = {"id": made["id"], "emailMarketingConsent": CONSENT}

    assert ["emailMarketingConsent"] == refusal(store, "customer_update", input=wanted)[0]


def test_customers_carry_tags_and_metafields(store: Store) -> None:
    number = store.ask("customer_create", input=PERSON)["customer"]["id"]
    field = {"ownerId": number, "namespace": "$app", "key": "file", "type": "json", "value": "{}"}

    store.ask("tags_add", id=number, tags=["vip"])
    written = store.ask("metafields_set", metafields=[field])["metafields"][0]

    seen = store.ask("customer_detail", id=number)
    assert (["vip"], [("file", "{}")]) == (
        seen["tags"],
        [(each["key"], each["value"]) for each in seen["metafields"]["nodes"]],
    )
    assert written["compareDigest"]


def test_an_invitation_is_sent_once_there_is_something_to_invite_to(store: Store) -> None:
    number = store.ask("customer_create", input=PERSON)["customer"]["id"]

    assert "INVITED" == store.ask("customer_invite", customerId=number)["customer"]["state"]
    assert "INVALID" == store.code("customer_invite", customerId=number, email={"to": "nobody"})
    assert "INVALID" == store.code("customer_invite", customerId=CUSTOMER)


def test_of_two_merged_customers_one_has_everything(store: Store) -> None:
    order = store.place(customer={"email": "a@example.com", "tags": ["vip"], "number_of_orders": 1})
    kept = store.happen("customer-create", first_name="Ann", email="ann@example.com")

    store.happen("customer-merge", customer=order["customer"]["id"], into=kept["number"])

    assert store.ask("customer_detail", id=f"gid://shopify/Customer/{order['customer']['id']}") is None
    seen = store.ask("customer_detail", id=kept["id"])
    assert (["vip"], "1") == (seen["tags"], seen["numberOfOrders"])
    assert kept["id"] == store.ask("order_core", id=order["id"])["customer"]["id"]


def test_a_company_gets_its_contact_and_a_location_of_its_own_name(store: Store) -> None:
    wanted = {
        "company": {"name": "Reederei Öland", "externalId": "K-7", "note": "Net 30"},
        "companyContact": {"email": "einkauf@example.com", "firstName": "Ebba", "title": "Einkauf"},
    }
    made = store.ask("company_create", input=wanted)["company"]

    seen = store.ask("company_detail", id=made["id"])
    assert ("K-7", "Net 30", 0) == (seen["externalId"], seen["note"], seen["ordersCount"]["count"])
    assert "einkauf@example.com" == seen["mainContact"]["customer"]["defaultEmailAddress"]["emailAddress"]
    assert ["Reederei Öland"] == [each["name"] for each in seen["locations"]["nodes"]]
    profile = store.ask("customer_detail", id=made["mainContact"]["customer"]["id"])["companyContactProfiles"]
    assert [("Einkauf", "Reederei Öland")] == [(each["title"], each["company"]["name"]) for each in profile]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"company": {"name": ""}}, "BLANK"),
        ({"company": {"name": "x" * 256}}, "TOO_LONG"),
        ({"company": {"name": "A", "externalId": "ä"}}, "INVALID"),
        ({"company": {"name": "A", "externalId": "x" * 65}}, "TOO_LONG"),
        ({"company": {"name": "A"}, "companyContact": {"email": "x"}}, "INVALID"),
        ({"company": {"name": "A"}, "companyContact": {"title": "Einkauf"}}, "INVALID"),
        (
            {
                "company": {"name": "A"},
                "companyLocation": {"billingSameAsShipping": True, "billingAddress": {"city": "Kiel"}},
            },
            "INVALID_INPUT",
        ),
    ],
)
def test_a_company_is_refused_as_shopify_does(store: Store, wanted: dict[str, Any], code: str) -> None:
    assert code == store.code("company_create", input=wanted)


def test_an_external_id_belongs_to_one_company(store: Store) -> None:
    wanted = {"company": {"name": "Reederei Öland", "externalId": "K-7"}}
    store.ask("company_create", input=wanted)

    assert "TAKEN" == store.code("company_create", input=wanted)


def test_wholesale_orders_belong_to_one_company_that_can_be_marked(store: Store) -> None:
    order = store.place(wholesale=True, total="500.00")
    store.place(wholesale=True, total="700.00")
    buyer = store.ask("order_core", id=order["id"])["purchasingEntity"]
    marks = [
        {"ownerId": buyer[part]["id"], "namespace": "$app", "key": "file", "type": "json", "value": "{}"}
        for part in ("company", "location")
    ]

    store.ask("metafields_set", metafields=marks)

    seen = store.ask("company_detail", id=buyer["company"]["id"])
    assert (2, "1200.0") == (seen["ordersCount"]["count"], seen["totalSpent"]["amount"])
    assert ["file"] == [each["key"] for each in seen["metafields"]["nodes"]]
    refused = store.answer(document("tags_add"), id=buyer["company"]["id"], tags=["vip"])
    assert "RESOURCE_NOT_FOUND" == refused["errors"][0]["extensions"]["code"]


def test_the_timeline_tells_who_did_what(store: Store) -> None:
    order = store.place(payment="paid")
    store.merchant(order, "edit", total="500.00")
    store.merchant(order, "comment", text="Kundin rief an")

    told = store.ask("order_events", id=order["id"], first=10)
    assert told["hasTimelineComment"]
    assert ["comment", "edited", "sale_success", "placed"] == [each["action"] for each in told["events"]["nodes"]]
    assert "Kundin rief an" == told["events"]["nodes"][0]["rawMessage"]
    found = store.ask("events_poll", query="action:edited", first=5)["nodes"]
    assert [(order["id"], "ORDER")] == [(each["subjectId"], each["subjectType"]) for each in found]
