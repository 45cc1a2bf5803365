from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples.catalogue import ABROAD, AT_HOME, file, product, staged

KEY = "5f0c2a9e-7b4f-4e61-a8d3-f17c9b20e4aa"


def quantity(store: Store, item: str, name: str = "available", place: str = AT_HOME) -> int:
    found = store.ask("inventory_level_at_location", inventoryItemId=item, locationId=place)
    quantities: dict[str, int] = {each["name"]: each["quantity"] for each in found["inventoryLevel"]["quantities"]}
    return quantities[name]


def change(store: Store, item: str, to: int, seen: int | None, key: str = KEY, **more: Any) -> Any:
    entry = {"inventoryItemId": item, "locationId": AT_HOME, "quantity": to, "changeFromQuantity": seen}
    wanted = {"name": "available", "reason": "correction", "quantities": [entry], **more}
    return {"input": wanted, "idempotencyKey": key}


def test_an_order_sets_goods_aside_and_a_cancellation_puts_them_back(store: Store) -> None:
    item = product(store)["inventory_item"]
    line = {"title": "Ölzeug", "sku": "KW-OEL", "quantity": 3, "price": "20.00"}

    order = store.place(lines=[line])
    aside = (quantity(store, item), quantity(store, item, "on_hand"))
    store.merchant(order, "cancel")

    assert (4, 7) == aside
    assert (7, 7) == (quantity(store, item), quantity(store, item, "on_hand"))


def test_what_was_shipped_is_no_longer_on_hand(store: Store) -> None:
    item = product(store)["inventory_item"]

    order = store.place(lines=[{"title": "Ölzeug", "sku": "KW-OEL", "quantity": 3, "price": "20.00"}])
    store.merchant(order, "fulfill")

    assert (4, 4) == (quantity(store, item), quantity(store, item, "on_hand"))


def test_a_key_sets_a_quantity_once(store: Store) -> None:
    item = product(store)["inventory_item"]
    first = store.ask("inventory_set_quantities", **change(store, item, 5, 7))
    store.happen("stock-set", sku="KW-OEL", available=2)

    again = store.ask("inventory_set_quantities", **change(store, item, 5, 7))

    assert 2 == quantity(store, item)
    assert [] == again["userErrors"]
    assert first["inventoryAdjustmentGroup"]["id"] == again["inventoryAdjustmentGroup"]["id"]


def test_a_key_serves_one_input(store: Store) -> None:
    item = product(store)["inventory_item"]
    store.ask("inventory_set_quantities", **change(store, item, 5, 7))

    code = store.code("inventory_set_quantities", **change(store, item, 6, 5))

    assert "IDEMPOTENCY_KEY_PARAMETER_MISMATCH" == code


def test_a_key_is_forgotten_after_a_day(store: Store) -> None:
    item = product(store)["inventory_item"]
    store.ask("inventory_set_quantities", **change(store, item, 5, 7))
    store.world.clock.advance(86_401)
    store.token = ""

    assert "CHANGE_FROM_QUANTITY_STALE" == store.code("inventory_set_quantities", **change(store, item, 5, 7))


def test_quantities_are_not_set_without_a_key(store: Store) -> None:
    item = product(store)["inventory_item"]
    text = (
        "mutation M($input: InventorySetQuantitiesInput!) "
        "{ inventorySetQuantities(input: $input) { userErrors { message } } }"
    )

    answer = store.answer(text, input=change(store, item, 5, 7)["input"])

    assert "BAD_REQUEST" == answer["errors"][0]["extensions"]["code"]
    assert 7 == quantity(store, item)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": "committed"}, "INVALID_NAME"),
        ({"reason": "because"}, "INVALID_REASON"),
        ({"referenceDocumentUri": "gid://shopify/Order/1"}, "INVALID_REFERENCE_DOCUMENT"),
    ],
)
def test_a_change_of_stock_is_checked(store: Store, more: dict[str, Any], code: str) -> None:
    item = product(store)["inventory_item"]

    assert code == store.code("inventory_set_quantities", **change(store, item, 5, 7, **more))


def test_the_last_piece_is_said_to_be_gone(store: Store) -> None:
    product(store)
    store.happen("stock-set", sku="KW-OEL", location="2", available=0)
    store.subscribe("VARIANTS_OUT_OF_STOCK", "https://receiver.example/x")
    store.set(paused=True)

    store.happen("stock-set", sku="KW-OEL", available=0)

    (queued,) = store.control("GET", "/deliveries")["deliveries"]
    assert "variants/out_of_stock" == queued["topic"]


def test_a_partner_has_nothing_until_stock_is_activated_there(store: Store) -> None:
    item = product(store)["inventory_item"]

    made = store.ask("inventory_activate", inventoryItemId=item, locationId=ABROAD, available=4, idempotencyKey=KEY)

    assert made["inventoryLevel"]["isActive"]
    assert 4 == quantity(store, item, place=ABROAD)


def test_a_file_is_taken_from_its_upload_and_can_be_fetched(store: Store) -> None:
    number = file(store)

    (found,) = store.ask("file_status", ids=[number])

    assert "READY" == found["fileStatus"]
    assert b"%PDF-1.7" == store.http.get(found["url"]).content


def test_a_file_takes_its_time(store: Store) -> None:
    store.set(file_seconds=60)
    (made,) = store.ask("file_create", files=[{"originalSource": staged(store)}])["files"]
    assert "UPLOADED" == made["fileStatus"]

    store.world.clock.advance(30)
    assert ["PROCESSING"] == [each["fileStatus"] for each in store.ask("file_status", ids=[made["id"]])]
    store.world.clock.advance(31)
    assert ["READY"] == [each["fileStatus"] for each in store.ask("file_status", ids=[made["id"]])]


def test_a_file_without_bytes_fails_later(store: Store) -> None:
    store.set(file_seconds=0)
    wanted = {"filename": "leer.pdf", "mimeType": "application/pdf", "resource": "FILE"}
    (target,) = store.ask("staged_uploads_create", input=[wanted])["stagedTargets"]

    (made,) = store.ask("file_create", files=[{"originalSource": target["resourceUrl"]}])["files"]

    assert "FAILED" == made["fileStatus"]
    assert ["GENERIC_FILE_DOWNLOAD_FAILURE"] == [error["code"] for error in made["fileErrors"]]


def test_a_form_post_uploads_as_well(store: Store) -> None:
    wanted = {"filename": "foto.png", "mimeType": "image/png", "resource": "IMAGE", "httpMethod": "POST"}
    (target,) = store.ask("staged_uploads_create", input=[wanted])["stagedTargets"]
    parameters = {each["name"]: each["value"] for each in target["parameters"]}

    reply = store.http.post(target["url"], data=parameters, files={"file": ("foto.png", b"\x89PNG", "image/png")})

    assert 201 == reply.status_code


def test_replacing_keeps_the_file(store: Store) -> None:
    number = file(store)
    wanted = {
        "originalSource": staged(store, "zertifikat.pdf"),
        "filename": "zertifikat.pdf",
        "duplicateResolutionMode": "REPLACE",
    }

    (made,) = store.ask("file_create", files=[wanted])["files"]

    assert number == made["id"]


def test_an_image_is_shown_on_its_product(store: Store) -> None:
    store.set(file_seconds=0)
    made = product(store)
    media = [{"originalSource": "https://pictures.example/oel.png", "mediaContentType": "IMAGE", "alt": "Ölzeug"}]

    store.ask("product_update", product={"id": made["id"]}, media=media)

    found = store.ask("product_detail", id=made["id"])
    assert ["Ölzeug"] == [each["alt"] for each in found["media"]["nodes"]]


def test_a_product_goes_on_sale_when_its_time_comes(store: Store) -> None:
    made = product(store)
    entry = {"publicationId": "gid://shopify/Publication/1"}
    store.ask("publishable_unpublish", id=made["id"], input=[entry])
    store.ask("publishable_publish", id=made["id"], input=[{**entry, "publishDate": "2999-01-01T00:00:00Z"}])

    waiting = store.ask("product_detail", id=made["id"])["resourcePublicationsV2"]["nodes"]

    assert [False] == [each["isPublished"] for each in waiting]


def test_products_carry_tags_and_metafields(store: Store) -> None:
    made = product(store)
    store.ask("tags_add", id=made["id"], tags=["compliance-review"])
    for owner in (made["id"], made["variant"]):
        field = {"ownerId": owner, "namespace": "$app", "key": "akte", "type": "url", "value": "https://x.example"}
        assert [] == store.ask("metafields_set", metafields=[field])["userErrors"]

    found = store.ask("product_detail", id=made["id"])

    assert ["compliance-review"] == found["tags"]
    assert ["akte"] == [each["key"] for each in found["metafields"]["nodes"]]
