"""What the merchant does with goods is said to who subscribed, signed and with the fields of the contract."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.shopify.callers import Receiver, Store, eventually, sample
from tests.sandbox.shopify.examples.catalogue import product

SECRET = "sandbox-secret"
METAOBJECT = ["capabilities", "created_at", "display_name", "fields", "handle", "id", "type", "updated_at"]
THEME = [
    "admin_graphql_api_id",
    "created_at",
    "id",
    "name",
    "previewable",
    "processing",
    "role",
    "theme_store_id",
    "updated_at",
]


def _sell_out(store: Store) -> None:
    product(store)
    for place in ("1", "2"):
        store.happen("stock-set", sku="KW-OEL", location=place, available=0)


def _restock(store: Store) -> None:
    _sell_out(store)
    store.happen("stock-set", sku="KW-OEL", available=3)


def _change(store: Store) -> None:
    product(store)
    store.happen("product-change", sku="KW-OEL", title="Ölzeug, gelb")


TRIGGERS: list[tuple[str, Callable[[Store], Any], list[str]]] = [
    ("products/create", product, sorted(sample("products-update"))),
    ("products/update", _change, sorted(sample("products-update"))),
    ("inventory_levels/update", _sell_out, sorted(sample("inventory-levels-update"))),
    ("variants/out_of_stock", _sell_out, sorted(sample("variants-out-of-stock"))),
    ("variants/in_stock", _restock, sorted(sample("variants-out-of-stock"))),
    ("metaobjects/update", lambda store: store.happen("metaobject-change"), METAOBJECT),
    ("themes/update", lambda store: store.happen("theme-change"), THEME),
]


@pytest.mark.parametrize(("topic", "trigger", "fields"), TRIGGERS, ids=[topic for topic, _, _ in TRIGGERS])
def test_it_is_said(
    store: Store, receiver: Receiver, topic: str, trigger: Callable[[Store], Any], fields: list[str]
) -> None:
    wanted = {"filter": "type:size_chart"} if topic == "metaobjects/update" else {}
    store.subscribe(topic.replace("/", "_").upper(), receiver.url, **wanted)

    trigger(store)

    delivery = eventually(lambda: receiver.of(topic))[-1]
    assert fields == sorted(delivery.json)
    assert delivery.is_signed_with(SECRET)
