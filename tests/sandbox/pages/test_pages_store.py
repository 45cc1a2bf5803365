from collections.abc import Iterator

import pytest

from integrator.sandbox.pages.store.answers import Answers
from integrator.sandbox.pages.store.presets import PRESETS
from integrator.sandbox.shopify import edits, merchant
from tests.sandbox.callers import SandboxClient
from tests.sandbox.ecm_callers import EcmClient
from tests.sandbox.pages.visitor import HOSTILE, STORE, Visitor, path_of


@pytest.mark.parametrize("preset", PRESETS)
def test_every_typical_order_is_placed_by_one_click(visitor: Visitor, preset: str) -> None:
    order = visitor.place(preset)

    assert visitor.get(f"/store/{STORE}").has(order["name"])
    assert visitor.get(path_of(order)).has(f"Order {order['name']}")


def test_typical_orders_are_what_their_names_say(visitor: Visitor, sandbox: SandboxClient) -> None:
    assert ["HIGH"] == visitor.place("high-risk")["risks"]
    assert "PENDING" == visitor.place("failed-payment")["financial_status"]
    assert "PAID" == visitor.place("paid")["financial_status"]
    split = sandbox.control("GET", f"/orders/{visitor.place('two-locations')['number']}")
    assert 2 == len(split["fulfillment_orders"])
    assert sandbox.control("GET", f"/orders/{visitor.place('wholesale')['number']}")["company"]


def test_an_order_of_ones_own_is_as_the_form_says(visitor: Visitor, sandbox: SandboxClient) -> None:
    form = {
        "total": "77.00", "currency": "USD", "risk": "MEDIUM", "payment": "paid", "locations": "2", "tags": "vip, gift",
        "shipping_country": "US", "wholesale": "yes", "email": "ada@example.com", "first_name": "",
    }  # fmt: skip

    placed = visitor.post(f"/store/{STORE}/orders", form)

    order = sandbox.control("GET", f"/orders/{visitor.orders()[0]['number']}")
    assert (303, f"/store/{STORE}") == (placed.status, placed.location)
    assert ("77.00", "USD", "PAID") == (order["total"], order["currency"], order["financial_status"])
    assert (["MEDIUM"], ["vip", "gift"]) == (order["risks"], order["tags"])
    assert ("Jörg", "ada@example.com") == (order["customer"]["first_name"], order["customer"]["email"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("total", "much"), ("locations", "two"), ("risk", "EXTREME"), ("currency", "euro"), ("id", "1")],
)
def test_a_wrong_wish_is_refused_with_its_reason(visitor: Visitor, field: str, value: str) -> None:
    shown = visitor.post(f"/store/{STORE}/orders", {field: value})

    assert 400 == shown.status
    assert shown.problem
    assert [] == visitor.orders()


def test_a_merchant_pays_ships_and_holds(visitor: Visitor) -> None:
    order = visitor.place("low-value")

    held = visitor.post(f"{path_of(order)}/hold", {"reason": "INCORRECT_ADDRESS", "notes": "ask"})
    refused = visitor.post(f"{path_of(order)}/fulfill")
    paid = visitor.post(f"{path_of(order)}/pay")

    assert (303, f"{path_of(order)}?done=hold") == (held.status, held.location.partition("&")[0])
    assert visitor.get(held.location).has("Done: hold")
    assert (409, "a fulfillment order is on hold") == (refused.status, refused.problem)
    assert 303 == paid.status
    assert (1, "PAID") == (visitor.orders()[0]["holds"], visitor.orders()[0]["financial_status"])


def test_after_a_button_the_page_says_what_came_of_it(visitor: Visitor) -> None:
    order = visitor.place("paid")

    pages = [
        visitor.get(visitor.post(path, form).location)
        for path, form in (
            (f"{path_of(order)}/fulfill", {}),
            (f"/store/{STORE}/happenings/return-request", {"order": str(order["number"])}),
            (f"/store/{STORE}/happenings/dispute", {"order": str(order["number"])}),
            (f"{path_of(order)}/comment", {"text": "waits"}),
        )
    ]

    fulfilled, returned, disputed, commented = [shown.answer for shown in pages]
    assert {"Fulfillment status": "FULFILLED"} == fulfilled
    assert "gid://shopify/Return/" in returned["Return"]
    assert "gid://shopify/ShopifyPaymentsDispute/" in disputed["Dispute"]
    assert {} == commented
    assert pages[3].has("Done: comment")


def test_answers_are_short_and_the_oldest_are_forgotten() -> None:
    answers = Answers()

    keys = [
        answers.address("/page", "ship", {"id": number, "note": "x" * 9999, "lines": [{"id": 1}], "order": None})
        for number in range(101)
    ]

    first, last = (answers.get(address.removeprefix("/page?done=ship&answer=")) for address in (keys[0], keys[-1]))
    assert {} == first
    assert {"id": "100", "note": "x" * 200} == last
    assert "/page?done=ship" == answers.address("/page", "ship", {"order": None, "lines": []})


def test_nobody_writes_an_answer_into_an_address(visitor: Visitor) -> None:
    order = visitor.place("paid")

    assert {} == visitor.get(f"{path_of(order)}?done=hold&answer={HOSTILE[:8]}").answer


def test_a_merchant_edits_readdresses_and_cancels(visitor: Visitor, sandbox: SandboxClient) -> None:
    order = visitor.place("low-value")

    visitor.post(f"{path_of(order)}/edit", {"lines": '[{"sku": "KW-RJ-M", "quantity": 3}]', "total": ""})
    visitor.post(f"{path_of(order)}/address", {"city": "Kiel", "zip": "24103"})
    visitor.post(f"{path_of(order)}/risk", {"level": "HIGH", "facts": "one\n\ntwo"})
    edited = sandbox.control("GET", f"/orders/{order['number']}")
    visitor.post(f"{path_of(order)}/cancel", {"reason": "FRAUD"})

    assert ("149.70", "Kiel") == (edited["total"], edited["shipping_address"]["city"])
    assert ["one", "two"] == [fact["description"] for fact in edited["assessments"][0]["facts"]]
    assert "FRAUD" == visitor.orders()[0]["cancel_reason"]


def test_what_is_shipped_and_said_stands_on_the_page(visitor: Visitor) -> None:
    order = visitor.place("low-value")

    visitor.post(f"{path_of(order)}/comment", {"text": "Left at the neighbour's"})
    visitor.post(f"{path_of(order)}/fulfill")
    shown = visitor.get(path_of(order))

    assert shown.has("Left at the neighbour's")
    assert shown.text.index(">Fulfillments<") < shown.text.index(">Timeline<")


@pytest.mark.parametrize(
    ("verb", "form", "status"),
    [
        ("edit", {"lines": "[{"}, 400),
        ("edit", {}, 400),
        ("cancel", {"reason": "BOREDOM"}, 400),
        ("cancel", {"restock": "no"}, 400),
        ("explode", {}, 404),
    ],
)
def test_what_a_merchant_cannot_do_is_refused(visitor: Visitor, verb: str, form: dict[str, str], status: int) -> None:
    order = visitor.place("low-value")

    shown = visitor.post(f"{path_of(order)}/{verb}", form)

    assert status == shown.status
    assert shown.problem
    assert visitor.orders()[0]["cancelled_at"] is None


@pytest.fixture
def new_verb(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A verb that nobody has drawn a form for: it sets the note."""
    monkeypatch.setitem(
        merchant.VERBS,
        "leave-note",
        lambda action, order, wanted: edits.update(action, order, {"note": wanted["note"]}),
    )
    return "leave-note"


def test_a_new_verb_appears_by_itself(visitor: Visitor, sandbox: SandboxClient, new_verb: str) -> None:
    order = visitor.place("low-value")

    page = visitor.get(path_of(order))
    wrong = visitor.post(f"{path_of(order)}/{new_verb}", {"fields": "[1]"})
    done = visitor.post(f"{path_of(order)}/{new_verb}", {"fields": '{"note": "call first"}'})

    assert page.has("Leave note")
    assert (400, 303) == (wrong.status, done.status)
    assert "call first" == sandbox.control("GET", f"/orders/{order['number']}")["note"]


def test_an_order_shows_its_own_effects_only(visitor: Visitor, sandbox: SandboxClient) -> None:
    for number in (77, 770):
        sandbox.control("POST", "/orders", {"id": number})
    EcmClient(sandbox).open_workspace(bo_id="770")

    shown = [visitor.get(f"/store/{STORE}/orders/{number}").has("Workspace created") for number in (77, 770)]

    assert [False, True] == shown


def test_hostile_text_in_an_order_stays_text(visitor: Visitor, sandbox: SandboxClient) -> None:
    sandbox.control(
        "POST",
        "/orders",
        {
            "name": HOSTILE,
            "tags": [HOSTILE],
            "customer": {"first_name": HOSTILE, "email": HOSTILE},
            "lines": [{"title": HOSTILE, "sku": HOSTILE, "price": "5", "quantity": 1}],
        },
    )
    order = visitor.orders()[0]
    visitor.post(f"{path_of(order)}/hold", {"reason": "OTHER", "notes": HOSTILE})
    visitor.post(f"{path_of(order)}/risk", {"level": "HIGH", "provider": HOSTILE, "facts": HOSTILE})
    visitor.post(f"{path_of(order)}/payment-failed", {"error_code": HOSTILE})

    for path in (path_of(order), f"/store/{STORE}", f"{path_of(order)}?done={HOSTILE[:8]}"):
        shown = visitor.get(path)
        assert 200 == shown.status
        assert shown.has(HOSTILE)
        assert "<script" not in shown.text
        assert "<img" not in shown.text
