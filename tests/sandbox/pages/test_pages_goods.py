from typing import Any

import pytest

from integrator.sandbox.database import Document
from integrator.sandbox.pages.fields import Field, filled
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.areas import HAPPENINGS
from tests.sandbox.pages.visitor import HOSTILE, STORE, Visitor, path_of

GOODS = f"/store/{STORE}/goods"
HAPPEN = f"/store/{STORE}/happenings"


def test_a_product_is_sold_from_now_on_and_runs_out(visitor: Visitor) -> None:
    product = {"title": "Südwester", "sku": "KW-SW", "price": "39.00", "quantity": "7", "tags": "rain, hats"}

    created = visitor.post(f"{HAPPEN}/product-create", product)
    stocked = visitor.post(f"{HAPPEN}/stock-set", {"sku": "KW-SW", "location": "1", "available": "0"})

    assert (303, f"{GOODS}?done=product-create") == (created.status, created.location.partition("&")[0])
    assert 303 == stocked.status
    shown = visitor.get(created.location)
    assert shown.has("Done: product-create")
    assert shown.has("Südwester")
    row = shown.text.partition("KW-SW")[2]
    assert row.index(">0<") < row.index(">7<")


@pytest.mark.parametrize(
    ("word", "form", "status"),
    [
        ("stock-set", {"sku": "none"}, 400),
        ("stock-set", {"sku": "KW-RJ-M", "available": "many"}, 400),
        ("product-create", {"color": "red"}, 400),
        ("flood", {}, 404),
    ],
)
def test_what_cannot_happen_is_refused(visitor: Visitor, word: str, form: dict[str, str], status: int) -> None:
    shown = visitor.post(f"{HAPPEN}/{word}", form)

    assert status == shown.status
    assert shown.problem


def test_hostile_goods_stay_text(visitor: Visitor) -> None:
    shown = visitor.get(visitor.post(f"{HAPPEN}/product-create", {"title": HOSTILE, "sku": HOSTILE}).location)

    assert HOSTILE == shown.answer["Title"]
    assert shown.has(HOSTILE)
    assert "<script" not in shown.text


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A happening to an order, which somebody else has just added; what it was asked for."""
    asked: list[dict[str, Any]] = []

    def do(_action: Action, wanted: dict[str, Any]) -> Document:
        asked.append(wanted)
        return {}

    monkeypatch.setitem(HAPPENINGS, "lightning", Happening(do, ("order", "quantity", "message")))
    return asked


def test_what_happens_to_an_order_stands_on_its_page(visitor: Visitor, seen: list[dict[str, Any]]) -> None:
    order = visitor.place("low-value")

    page = visitor.get(path_of(order))
    struck = visitor.post(f"{HAPPEN}/lightning", {"order": str(order["number"]), "quantity": "2", "message": ""})

    assert page.has("Lightning")
    assert not visitor.get(GOODS).has("Lightning")
    assert (303, f"{path_of(order)}?done=lightning") == (struck.status, struck.location)
    assert [{"order": str(order["number"]), "quantity": 2}] == seen


def test_what_is_filled_in_becomes_what_its_field_holds() -> None:
    fields = (
        Field("a", "number"),
        Field("b", "words"),
        Field("c", "lines"),
        Field("d", "json"),
        Field("e"),
        Field("f", "value"),
    )
    form = {"a": "-3", "b": "x, ,y", "c": " x \n\n y", "d": '{"n": 1}', "e": " ", "f": "[1]"}

    assert {"a": -3, "b": ["x", "y"], "c": ["x", "y"], "d": {"n": 1}, "f": [1]} == filled(fields, form)


def test_no_happening_breaks_on_a_form_that_says_little(visitor: Visitor) -> None:
    order = str(visitor.place("two-locations")["number"])
    forms = {
        word: {name: order if name == "order" else "1" for name in happening.fields}
        for word, happening in HAPPENINGS.items()
    }

    for word, form in forms.items():
        for given in ({}, form):
            assert visitor.post(f"{HAPPEN}/{word}", given).status in {303, 400, 409}, (word, given)
    assert 200 == visitor.get(GOODS).status
    assert 200 == visitor.get(f"/store/{STORE}/orders/{order}").status
