"""The client's part about goods and files, against the emulated store."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify import Shopify
from tests.sandbox.shopify.callers import Store

HOME = "gid://shopify/Location/70000000001"
ABROAD = "gid://shopify/Location/70000000003"


@pytest.fixture(autouse=True)
def _ready_at_once(store: Store) -> None:
    store.set(file_seconds=0)


@pytest.fixture
def product_id(store: Store) -> str:
    made: str = store.happen("product-create", title="Ölzeug", sku="KW-'OEL'", quantity=7)["id"]
    return made


def available(client: Shopify, place: str = HOME) -> int:
    (item,) = client.stock_of("KW-'OEL'")
    return next(level.quantities["available"] for level in item.levels if level.location_id == place)


@pytest.mark.usefixtures("product_id")
def test_stock_is_set_once_and_only_from_what_was_seen(store: Store, client: Shopify) -> None:
    (item,) = client.stock_of("KW-'OEL'")
    for _ in range(2):
        client.set_available(item.id, HOME, 5, seen=7, key="feed-1", reference="gid://connector/Feed/1")

    with pytest.raises(Conflict):
        client.set_available(item.id, HOME, 9, seen=7, key="feed-2", reference="gid://connector/Feed/2")

    assert 5 == available(client)
    assert 1 == len(store.effects("inventory_changed"))


@pytest.mark.usefixtures("product_id")
def test_a_partners_shelf_is_filled_after_it_was_set_up(client: Shopify) -> None:
    (item,) = client.stock_of("KW-'OEL'")
    with pytest.raises(Refused) as refused:
        client.set_available(item.id, ABROAD, 5, seen=0, key="feed-1", reference="gid://connector/Feed/1")
    for key in ("a", "a", "b"):
        client.activate(item.id, ABROAD, key=key)

    client.set_available(item.id, ABROAD, 5, seen=0, key="feed-3", reference="gid://connector/Feed/1")

    assert ("ITEM_NOT_STOCKED_AT_LOCATION",) == refused.value.codes
    assert 5 == available(client, ABROAD)


def test_a_sku_is_no_key_and_nothing_is_found_by_half_of_it(client: Shopify) -> None:
    assert [] == client.stock_of("KW-")


def test_the_store_tells_where_its_goods_lie(client: Shopify) -> None:
    assert {"Lager Hamburg", "Partnerlager Lyon"} <= {each.name for each in client.locations()}


def test_approved_content_is_written_and_read_back(client: Shopify, product_id: str) -> None:
    client.update_product(product_id, {"title": "Ölzeug, gelb"}, seo={"title": "Gelbes Ölzeug"})
    before = client.get_product(product_id)
    assert before is not None

    client.set_prices(product_id, {before.variants[0].id: Decimal("31.50")})
    product = client.get_product(product_id)

    assert product is not None
    assert ("Ölzeug, gelb", "Gelbes Ölzeug") == (product.title, product.seo_title)
    assert [Decimal("31.50")] == [variant.price for variant in product.variants]


def test_a_product_is_found_by_its_handle_and_in_a_poll(client: Shopify, product_id: str) -> None:
    product = client.get_product(product_id)
    assert product is not None

    found = client.find_product(product.handle)
    polled = client.products_since("updated_at:>='2020-01-01T00:00:00Z'")

    assert found is not None
    assert product_id == found.id
    assert product_id in {mark.id for mark in polled.products}
    assert client.find_product("no-such-thing") is None


def test_a_product_is_put_on_sale_later_and_taken_off(client: Shopify, product_id: str) -> None:
    online = next(each for each in client.publications() if each.can_wait)
    client.unpublish(product_id, [online.id])
    client.publish(product_id, [online.id], at=datetime(2999, 1, 1, tzinfo=UTC))

    product = client.get_product(product_id)

    assert product is not None
    assert not product.listings[online.id].is_published


def test_a_file_is_brought_found_and_shown(client: Shopify, product_id: str) -> None:
    first = client.put_file("oel.png", b"\x89PNG", mime="image/png", alt="Ölzeug")
    again = client.put_file("oel.png", b"\x89PNG2", mime="image/png", alt="Ölzeug")
    client.show_file_on(first.id, [product_id])

    state, product = client.file_state(first.id), client.get_product(product_id)

    assert first.id == again.id
    assert state is not None
    assert ("READY", True) == (state.status, state.url.endswith("/oel.png"))
    assert product is not None
    assert (first.id,) == product.media
    found = client.find_file("oel.png")
    assert found is not None
    assert first.id == found.id


def test_a_file_that_cannot_be_read_has_failed(store: Store, client: Shopify) -> None:
    store.set(failing_files=["kaputt.pdf"])
    made = client.put_file("kaputt.pdf", b"%PDF", mime="application/pdf", alt="")

    state = client.file_state(made.id)

    assert state is not None
    assert ("FAILED", ("GENERIC_FILE_DOWNLOAD_FAILURE",)) == (state.status, state.errors)
    assert client.file_state("gid://shopify/GenericFile/1") is None


def test_metafields_are_defined_once_and_deleted_by_key(client: Shopify, product_id: str) -> None:
    for _ in range(2):
        client.define_metafield("PRODUCT", "akte", name="Prüfakte", type="url")
    client.set_metafields(product_id, {"akte": "https://files.example/1"}, type="url")
    for _ in range(2):
        client.delete_metafields(product_id, ["akte"])

    product = client.get_product(product_id)

    assert product is not None
    assert {} == product.metafields


def test_an_sku_that_cannot_be_searched_is_refused(client: Shopify) -> None:
    with pytest.raises(ValueError, match="quotation marks"):
        client.stock_of("a'b\"c")
