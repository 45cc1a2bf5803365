from typing import Any

import pytest

from tests.sandbox.shopify.callers import CREDENTIALS, STORE, Store, document

ORDER = "gid://shopify/Order/1"


def code(answer: dict[str, Any]) -> str:
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


def test_an_unknown_field_is_named_with_its_type_and_path(store: Store) -> None:
    answer = store.answer("query OrderCore($id: ID!) { order(id: $id) { nme } }", id=ORDER)

    (error,) = answer["errors"]
    assert "Field 'nme' doesn't exist on type 'Order'" == error["message"]
    assert ["query OrderCore", "order", "nme"] == error["path"]
    assert {"code": "undefinedField", "typeName": "Order", "fieldName": "nme"} == error["extensions"]
    assert "data" not in answer


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ order", "PARSE_ERROR"),
        ("{ order { id } }", "missingRequiredArguments"),
        ("{ shop }", "selectionMismatch"),
        ("{ shop(loud: true) { id } }", "argumentNotAccepted"),
        ("query ($x: Int) { shop { id } }", "variableNotUsed"),
        ("query ($x: Wombat) { job(id: $x) { id } }", "undefinedType"),
        ("query ($x: Int!) { job(id: $x) { id } }", "variableMismatch"),
        ("{ shop { id @loud } }", "undefinedDirective"),
        (
            'mutation @idempotent(key: "1") { tagsAdd(id: "x", tags: []) { node { id } } }',
            "directiveCannotBeApplied",
        ),
        ("{ orders(first: true) { nodes { id } } }", "argumentLiteralsIncompatible"),
        (
            'mutation { orderCapture(input: {id: "x", amount: "1"}) { userErrors { message } } }',
            "missingRequiredInputObjectAttribute",
        ),
    ],
)
def test_a_document_that_does_not_fit_the_schema_is_refused(store: Store, query: str, expected: str) -> None:
    answer = store.answer(query, **({"x": 1} if "$x" in query else {}))

    assert expected in {error["extensions"]["code"] for error in answer["errors"]}
    assert "data" not in answer


def test_a_variable_of_the_wrong_form_tells_every_problem(store: Store) -> None:
    answer = store.answer(
        document("fulfillment_order_hold"), id=ORDER, fulfillmentHold={"reason": "NO", "colour": "red"}
    )

    (error,) = answer["errors"]
    assert "INVALID_VARIABLE" == error["extensions"]["code"]
    assert ["reason"] in [problem["path"] for problem in error["extensions"]["problems"]]
    assert 2 == len(error["extensions"]["problems"])


def test_an_amount_must_be_a_decimal(store: Store) -> None:
    answer = store.answer(
        document("order_capture"), input={"id": ORDER, "parentTransactionId": ORDER, "amount": "a lot"}
    )

    assert "INVALID_VARIABLE" == code(answer)


@pytest.mark.parametrize("size", ["", "(first: 251)"])
def test_a_connection_needs_a_page_size_of_at_most_250(store: Store, size: str) -> None:
    answer = store.answer(f"{{ orders{size} {{ nodes {{ id }} }} }}")

    assert "BAD_REQUEST" == code(answer)
    assert "data" not in answer


def test_an_id_of_another_type_is_refused(store: Store) -> None:
    answer = store.answer("query ($id: ID!) { order(id: $id) { id } }", id="gid://shopify/Product/1")

    assert {"order": None} == answer["data"]
    assert "RESOURCE_NOT_FOUND" == code(answer)


def test_an_unknown_order_is_null_and_no_error(store: Store) -> None:
    answer = store.answer("query ($id: ID!) { order(id: $id) { id } node(id: $id) { id } }", id=ORDER)

    assert {"order": None, "node": None} == answer["data"]
    assert "errors" not in answer


@pytest.mark.parametrize(
    "query",
    ["{ productVariants(first: 1) { nodes { id } } }", "{ segmentsCount { count } }"],
)
def test_a_root_that_is_not_emulated_says_so(store: Store, query: str) -> None:
    assert "NOT_IN_SANDBOX" == code(store.answer(query))


def test_a_field_that_is_not_emulated_is_never_silently_null(store: Store) -> None:
    order = store.place()

    answer = store.answer("query ($id: ID!) { order(id: $id) { id clientIp } }", id=order["id"])

    assert "NOT_IN_SANDBOX" == code(answer)


@pytest.mark.parametrize("token", ["", "shpat_wrong"])
def test_a_missing_or_wrong_token_gets_a_text_as_errors(store: Store, token: str) -> None:
    reply = store.post({"query": "{ shop { id } }"}, token=token)

    assert 401 == reply.status_code
    assert reply.json()["errors"].startswith("[API] Invalid API key or access token")


def test_a_token_expires_and_can_be_revoked(store: Store) -> None:
    store.answer("{ shop { id } }")

    store.world.clock.advance(86_400)
    assert 401 == store.post({"query": "{ shop { id } }"}).status_code

    store.token = ""
    store.answer("{ shop { id } }")
    store.set(revoke_tokens=True)
    assert 401 == store.post({"query": "{ shop { id } }"}).status_code


def test_the_token_endpoint_takes_forms_and_json(store: Store) -> None:
    path = f"/shopify/{STORE}/admin/oauth/access_token"

    by_form = store.http.post(path, data=CREDENTIALS).json()
    by_json = store.http.post(path, json=CREDENTIALS).json()

    assert 86_399 == by_form["expires_in"] == by_json["expires_in"]
    assert by_form["access_token"].startswith("shpat_")
    assert "write_orders" in by_json["scope"].split(",")
    assert 401 == store.grant(client_secret="wrong").status_code
    assert 400 == store.grant(grant_type="password").status_code


def test_an_unknown_store_is_not_found(store: Store) -> None:
    path = "/shopify/other.myshopify.com/admin/api/2026-07/graphql.json"

    assert 404 == store.http.post(path, json={"query": "{ shop { id } }"}).status_code


def test_an_answer_names_the_version_that_was_really_served(store: Store) -> None:
    reply = store.post({"query": "{ shop { id } }"}, version="2019-01")

    assert "2026-07" == reply.headers["X-Shopify-API-Version"]
    assert reply.headers["X-Request-Id"]


def test_null_variables_and_the_raw_form_are_understood(store: Store) -> None:
    reply = store.post({"query": "{ shop { name } }", "variables": None, "operationName": None})
    raw = store.http.post(
        f"/shopify/{STORE}/admin/api/2026-07/graphql.json",
        content="{ shop { name } }",
        headers={"Content-Type": "application/graphql", "X-Shopify-Access-Token": store.token},
    )

    assert {"shop": {"name": "Acme"}} == reply.json()["data"] == raw.json()["data"]


def test_a_missing_scope_denies_the_field_and_names_what_is_needed(store: Store) -> None:
    order = store.place()
    store.set(scopes=["read_orders"])

    answer = store.answer(document("tags_add"), id=order["id"], tags=["x"])

    (error,) = answer["errors"]
    assert "ACCESS_DENIED" == error["extensions"]["code"]
    assert error["extensions"]["requiredAccess"].startswith("`write_orders`")
    assert {"tagsAdd": None} == answer["data"]
    assert [] == store.effects("tags_added")


def test_a_scope_of_a_nested_field_leaves_the_rest_of_the_order(store: Store) -> None:
    order = store.place()
    store.set(scopes=["read_orders"])

    answer = store.answer("query ($id: ID!) { order(id: $id) { id customer { id } } }", id=order["id"])

    assert {"order": {"id": order["id"], "customer": None}} == answer["data"]
    assert "ACCESS_DENIED" == code(answer)


def test_an_empty_bucket_throttles_until_it_has_refilled(store: Store) -> None:
    store.set(bucket_maximum=20, bucket_restore_rate=1)
    order = store.place()
    store.ask("tags_add", id=order["id"], tags=["first"])

    throttled = store.answer(document("tags_add"), id=order["id"], tags=["second"])
    store.world.clock.advance(10)
    admitted = store.answer(document("tags_add"), id=order["id"], tags=["second"])

    assert "THROTTLED" == code(throttled)
    assert "data" not in throttled
    assert 11 == throttled["extensions"]["cost"]["requestedQueryCost"]
    assert throttled["extensions"]["cost"]["actualQueryCost"] is None
    assert 20.0 == throttled["extensions"]["cost"]["throttleStatus"]["maximumAvailable"]
    assert "errors" not in admitted
    assert ["first", "second"] == [effect["key"] for effect in store.effects("tags_added")]


def test_what_a_query_did_not_use_flows_back(store: Store) -> None:
    order = store.place()
    store.set(bucket_restore_rate=0)

    answer = store.answer(document("order_core"), id=order["id"])

    cost = answer["extensions"]["cost"]
    assert cost["actualQueryCost"] < cost["requestedQueryCost"]
    assert 2000 - cost["actualQueryCost"] == cost["throttleStatus"]["currentlyAvailable"]


def test_a_query_above_a_thousand_points_never_succeeds(store: Store) -> None:
    nested = "fulfillmentOrders(first: 250) { nodes { lineItems(first: 250) { nodes { id lineItem { id } } } } }"

    answer = store.answer(f"{{ orders(first: 250) {{ nodes {{ {nested} }} }} }}")

    assert "MAX_COST_EXCEEDED" == code(answer)
    assert 1000 == answer["errors"][0]["extensions"]["maxCost"]
