"""
A session with Shopify's own Python library, unchanged, against an emulated store.

    python shopify_session.py BASE_URL TOKEN ORDER_ID FULFILLMENT_ORDER_ID

Prints what happened as JSON. Runs in an environment that has `ShopifyAPI` and nothing of this project.
"""

import json
import sys

import shopify

_ORDER = "query($id: ID!) { order(id: $id) { name displayFinancialStatus } }"
_PAGE = (
    "query($after: String) { orders(first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }"
)
_TAG = 'mutation($id: ID!) { tagsAdd(id: $id, tags: ["python"]) { userErrors { message } } }'
_HOLD = """mutation($id: ID!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: {reason: OTHER, handle: "python"}) { userErrors { code } }
}"""
_DEAR = "query { orders(first: 50) { nodes { id lineItems(first: 10) { nodes { id } } } } }"


def main(base: str, token: str, order: str, part: str) -> None:
    """Query, page, mutate, be refused and be throttled."""
    shopify.ShopifyResource.set_site(f"{base}/admin/api/2026-07")
    shopify.ShopifyResource.set_headers({"X-Shopify-Access-Token": token})
    outcome = {
        "order": _ask(_ORDER, id=order)["data"]["order"]["name"],
        "names": _all_names(),
        "tagged": _ask(_TAG, id=order)["data"]["tagsAdd"]["userErrors"],
    }
    _ask(_HOLD, id=part)
    outcome["refused"] = _ask(_HOLD, id=part)["data"]["fulfillmentOrderHold"]["userErrors"][0]["code"]
    outcome["throttled"] = _until_throttled()
    print(json.dumps(outcome))  # noqa: T201 - the answer of a script


def _ask(text: str, **variables: object) -> dict:
    answer: dict = json.loads(shopify.GraphQL().execute(text, variables))
    return answer


def _all_names() -> list:
    names, after = [], None
    while True:
        page = _ask(_PAGE, after=after)["data"]["orders"]
        names += [node["name"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return names
        after = page["pageInfo"]["endCursor"]


def _until_throttled() -> str:
    for _ in range(100):
        answer = _ask(_DEAR)
        if "errors" in answer:
            return str(answer["errors"][0]["extensions"]["code"])
    return "never"


if __name__ == "__main__":
    main(*sys.argv[1:])
