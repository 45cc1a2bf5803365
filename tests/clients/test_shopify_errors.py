"""Each way in which Shopify says no has its error, with the codes and without the words."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import fakeredis
import pytest
import responses

from integrator.clients.errors import Garbled, Refused, RemoteError, Throttled, Unauthorized, Unreachable
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.shopify import BadIdError, Shopify
from tests.clients.shopify_answers import ORDER, order
from tests.clients.shopify_store import COST, STORE, RecordedStore


@pytest.fixture
def store() -> Iterator[RecordedStore]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield RecordedStore(mock)


def top_level(*codes: str | None) -> dict[str, Any]:
    """Build an answer with top-level errors, whose texts repeat a value of ours."""
    return {
        "data": {"order": None},
        "errors": [
            {"message": "Invalid id: s3cret value", "extensions": {"code": code, "value": "s3cret value"}}
            for code in codes
        ],
        "extensions": {"cost": COST},
    }


@pytest.mark.parametrize(
    ("status", "body", "error", "codes"),
    [
        pytest.param(200, top_level("ACCESS_DENIED"), Unauthorized, None, id="ACCESS_DENIED"),
        pytest.param(200, top_level("INTERNAL_SERVER_ERROR"), Unreachable, None, id="INTERNAL_SERVER_ERROR"),
        pytest.param(200, top_level("TIMEOUT"), Unreachable, None, id="TIMEOUT"),
        pytest.param(200, top_level("SHOP_INACTIVE"), Refused, ("SHOP_INACTIVE",), id="SHOP_INACTIVE"),
        pytest.param(200, top_level("MAX_COST_EXCEEDED"), Refused, ("MAX_COST_EXCEEDED",), id="MAX_COST_EXCEEDED"),
        pytest.param(200, top_level("RESOURCE_NOT_FOUND"), Refused, ("RESOURCE_NOT_FOUND",), id="RESOURCE_NOT_FOUND"),
        pytest.param(
            200,
            top_level("undefinedField", "BAD_REQUEST"),
            Refused,
            ("undefinedField", "BAD_REQUEST"),
            id="two codes",
        ),
        pytest.param(200, top_level("ACCESS_DENIED", "TIMEOUT"), Unreachable, None, id="the passing one goes first"),
        pytest.param(200, top_level(None), Refused, ("WITHOUT_CODE",), id="no code"),
        pytest.param(200, top_level("s3cret value"), Refused, ("WITHOUT_CODE",), id="no proper code"),
        pytest.param(200, {"errors": "s3cret value"}, Garbled, None, id="errors as text"),
        pytest.param(200, {"data": None}, Garbled, None, id="no data"),
        pytest.param(200, {"data": {}}, Garbled, None, id="no field"),
        pytest.param(200, {"data": {"order": {"id": "s3cret value"}}}, Garbled, None, id="half an order"),
        pytest.param(200, [], Garbled, None, id="a list"),
        pytest.param(200, "<html>s3cret value", Garbled, None, id="HTML"),
        pytest.param(401, {"errors": "[API] Invalid API key or access token"}, Unauthorized, None, id="401"),
        pytest.param(402, {"errors": "s3cret value"}, Refused, ("SHOP_FROZEN",), id="402"),
        pytest.param(403, {"errors": "s3cret value"}, Unauthorized, None, id="403"),
        pytest.param(404, {"errors": "s3cret value"}, Refused, ("SHOP_NOT_FOUND",), id="404"),
        pytest.param(413, "s3cret value", Refused, ("HTTP_413",), id="413"),
        pytest.param(423, {"errors": "s3cret value"}, Refused, ("SHOP_LOCKED",), id="423"),
        pytest.param(429, "s3cret value", Throttled, None, id="429"),
        pytest.param(430, "s3cret value", Throttled, None, id="430"),
        pytest.param(502, "s3cret value", Unreachable, None, id="502"),
    ],
)
def test_a_refused_query(
    store: RecordedStore, status: int, body: Any, error: type[RemoteError], codes: tuple[str, ...] | None
) -> None:
    for _ in range(2):
        store.answers_raw("OrderCore", body, status=status)

    with pytest.raises(error) as caught:
        store.client.get_order(ORDER)

    assert ("shopify", "OrderCore", "req-1") == (
        caught.value.system,
        caught.value.operation,
        caught.value.request_id,
    )
    assert codes is None or codes == getattr(caught.value, "codes", None)
    assert not caught.value.ambiguous
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("code", ["INTERNAL_SERVER_ERROR", "TIMEOUT"])
def test_a_failure_inside_leaves_doubt_about_a_mutation(store: RecordedStore, code: str) -> None:
    store.answers_raw("TagsAdd", top_level(code))

    with pytest.raises(Unreachable) as caught:
        store.client.add_tags(ORDER, ["ot-review"])

    assert caught.value.ambiguous


@pytest.mark.parametrize(
    ("user_errors", "codes", "text"),
    [
        ([{"field": None, "message": "Too\n late", "code": "INVALID"}], ("INVALID",), "INVALID: Too late"),
        ([{"field": ["id"], "message": "No", "code": None}, {"message": "x" * 999}], (), f"No; {'x' * 200}"),
    ],
)
def test_user_errors_refuse_with_their_codes_and_shortened_sentences(
    store: RecordedStore, user_errors: list[dict[str, Any]], codes: tuple[str, ...], text: str
) -> None:
    store.answers("OrderCancel", {"orderCancel": {"job": None, "orderCancelUserErrors": user_errors}})

    with pytest.raises(Refused) as caught:
        store.client.cancel_order(ORDER, reason="FRAUD", restock=True, refund=True, notify=False, staff_note="")

    assert codes == caught.value.codes
    assert f"shopify OrderCancel: {text}" == str(caught.value)


def test_what_user_errors_quote_of_people_goes_no_further(store: RecordedStore) -> None:
    message = "Email jörg.w@example.com and phone +49 40 5550-10 are taken, line 15822046800001 too"
    store.answers("OrderCancel", {"orderCancel": {"job": None, "orderCancelUserErrors": [{"message": message}]}})

    with pytest.raises(Refused) as caught:
        store.client.cancel_order(ORDER, reason="FRAUD", restock=True, refund=True, notify=False, staff_note="")

    assert str(caught.value).endswith("Email … and phone … are taken, line 15822046800001 too")


def test_ever_so_many_user_errors_make_a_short_refusal(store: RecordedStore) -> None:
    errors = [{"message": "x" * 900, "code": "C" * 70} for _ in range(3000)] + [{"code": "no code\n"}]
    store.answers("OrderCancel", {"orderCancel": {"job": None, "orderCancelUserErrors": errors}})

    with pytest.raises(Refused) as caught:
        store.client.cancel_order(ORDER, reason="FRAUD", restock=True, refund=True, notify=False, staff_note="")

    assert len(str(caught.value)) < 2000
    assert 20 == len(caught.value.codes)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        {},
        {"node": {"id": ORDER}},
        {"node": None, "userErrors": None},
        {"node": None, "userErrors": ["no"]},
    ],
)
def test_a_payload_that_does_not_say_whether_it_worked_is_garbled_and_leaves_doubt(
    store: RecordedStore, payload: Any
) -> None:
    store.answers("TagsAdd", {"tagsAdd": payload})

    with pytest.raises(Garbled) as caught:
        store.client.add_tags(ORDER, ["ot-review"])

    assert caught.value.ambiguous


def test_a_throttled_request_waits_until_the_bucket_holds_enough(store: RecordedStore) -> None:
    cost = {
        "requestedQueryCost": 60,
        "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 10, "restoreRate": 100.0},
    }
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    store.answers_raw("OrderCore", {"errors": errors, "extensions": {"cost": cost}})

    with pytest.raises(Throttled) as caught:
        store.client.get_order(ORDER)

    assert timedelta(seconds=0.5) == caught.value.retry_after


def test_a_suspicion_of_abuse_holds_this_store_back_and_no_other(store: RecordedStore) -> None:
    store.answers_raw("OrderCore", "", status=430)
    with pytest.raises(Throttled):
        store.client.get_order(ORDER)

    with pytest.raises(Throttled, match="our own limit"):
        store.client.get_order(ORDER)
    assert 1 == len(store.asked)
    store.http.gate.enter("shopify", "OrderCore", "other.myshopify.com")


def test_the_bucket_is_settled_by_what_the_store_says() -> None:
    with (
        responses.RequestsMock() as mock,
        fakeredis.FakeRedis(decode_responses=True) as redis,
    ):
        store = RecordedStore(mock)
        http = Http("shopify", gate=Gate(redis))
        client = Shopify(STORE, url=f"https://{STORE}", tokens=store.tokens, http=http)
        status = {"maximumAvailable": 4000.0, "currentlyAvailable": 123, "restoreRate": 0.001}
        cost = {"requestedQueryCost": 120, "actualQueryCost": 7, "throttleStatus": status}
        store.answers_raw("OrderCore", {"data": {"order": None}, "extensions": {"cost": cost}})
        store.answers_raw("OrderCore", {"data": {"order": None}})

        client.get_order(ORDER)
        client.get_order(ORDER)
        with pytest.raises(Throttled, match="our own limit"):
            client.get_order(ORDER)

        assert "4000.000000" == redis.hget(f"limit:shopify:{STORE}", "maximum")
        assert 2 == len(store.asked)


@pytest.mark.parametrize(
    "cost",
    [
        "null",
        '"much"',
        '{"requestedQueryCost": 1e400, "actualQueryCost": 1, "throttleStatus": {}}',
        '{"requestedQueryCost": 1, "actualQueryCost": 1, "throttleStatus": {"restoreRate": 0}}',
        '{"requestedQueryCost": 9, "throttleStatus": {"maximumAvailable": 1, "restoreRate": 1e-300}}',
    ],
)
def test_strange_figures_about_costs_do_not_spoil_an_answer(store: RecordedStore, cost: str) -> None:
    store.answers_raw("OrderCore", f'{{"data": {{"order": null}}, "extensions": {{"cost": {cost}}}}}')

    assert store.client.get_order(ORDER) is None


@pytest.mark.parametrize(("amount", "currency"), [("1.00", "1e999"), ("1.00", "eur"), ("NaN", "EUR")])
def test_an_amount_that_is_none_is_garbled(store: RecordedStore, amount: str, currency: str) -> None:
    store.answers("OrderCore", {"order": order(currentTotalPriceSet={"shopMoney": _money(amount, currency)})})

    with pytest.raises(Garbled):
        store.client.get_order(ORDER)


def _money(amount: str, currency: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": currency}


def test_another_version_than_ours_is_told_once(store: RecordedStore, caplog: pytest.LogCaptureFixture) -> None:
    store.version = "2027-01"
    for _ in range(2):
        store.answers("OrderCore", {"order": order()})

    store.client.get_order(ORDER)
    store.client.get_order(ORDER)

    assert ["store acme.myshopify.com serves API version '2027-01' instead of 2026-07"] == caplog.messages


@pytest.mark.parametrize(
    "gid",
    [
        "5678",
        "gid://shopify/Customer/5678",
        "gid://shopify/Order/5678\n",
        "gid://shopify/Order/",
        "gid://shopify/Order/1?x",
    ],
)
def test_an_id_of_another_form_or_type_is_not_even_sent(store: RecordedStore, gid: str) -> None:
    with pytest.raises(BadIdError):
        store.client.get_order(gid)

    assert [] == store.asked


@pytest.mark.parametrize(
    "domain", ["", "acme.example", "acme.myshopify.com.evil.example", "a/b.myshopify.com", "-a.myshopify.com"]
)
def test_only_a_store_of_shopify_is_accepted(store: RecordedStore, domain: str) -> None:
    with pytest.raises(BadIdError):
        Shopify(domain, url="https://x", tokens=store.tokens, http=store.http)
