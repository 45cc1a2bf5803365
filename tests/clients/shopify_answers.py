"""Answers in the forms that Shopify was recorded to give."""

from typing import Any

ORDER = "gid://shopify/Order/5678"


def bag(amount: str, currency: str = "EUR") -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": currency}}


def line(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{number}",
        "title": "Süßholztee 茶",
        "sku": None,
        "currentQuantity": 2,
        "originalUnitPriceSet": bag("10.0"),
        "discountedTotalSet": bag("18.5"),
        "product": {"productType": "Tea", "tags": ["regulated"]},
        **changes,
    }


def order(*lines: dict[str, Any], more: str | None = None, **changes: Any) -> dict[str, Any]:
    """Build `data.order`; `more` is the cursor of a following page of lines."""
    return {
        "id": ORDER,
        "name": "#1042",
        "createdAt": "2026-11-12T13:14:22Z",
        "updatedAt": "2026-11-12T13:15:00Z",
        "closedAt": None,
        "cancelledAt": None,
        "cancelReason": None,
        "test": False,
        "poNumber": None,
        "note": "ring\u0000 twice",
        "tags": ["vip", "wholesale"],
        "email": None,
        "currencyCode": "EUR",
        "paymentGatewayNames": ["shopify_payments"],
        "displayFinancialStatus": "AUTHORIZED",
        "displayFulfillmentStatus": "FULFILLMENT_NOT_REQUIRED",
        "capturable": True,
        "totalPriceSet": bag("12500.0"),
        "currentTotalPriceSet": bag("12400.00"),
        "subtotalPriceSet": bag("10400.0"),
        "totalTaxSet": None,
        "totalShippingPriceSet": bag("25.0"),
        "totalDiscountsSet": bag("0.0"),
        "totalOutstandingSet": bag("12400.0"),
        "totalRefundedSet": bag("0.0"),
        "customer": {
            "id": "gid://shopify/Customer/7",
            "displayName": "Åsa Öberg",
            "tags": ["vip"],
            "numberOfOrders": "3",
        },
        "purchasingEntity": {"__typename": "PurchasingCompany", "company": {"name": "Öberg AB"}},
        "shippingAddress": {
            "name": "Åsa Öberg",
            "company": None,
            "address1": "Kungsgatan 1",
            "address2": None,
            "city": "Göteborg",
            "provinceCode": None,
            "zip": "411 19",
            "countryCodeV2": "SE",
            "validationResultSummary": "WARNING",
        },
        "billingAddress": None,
        "shippingLine": {"title": "Express"},
        "risk": {
            "recommendation": "INVESTIGATE",
            "assessments": [
                {"riskLevel": "HIGH", "provider": None, "facts": [{"description": "Three cards were tried"}]},
                {"riskLevel": "SOMETHING_NEW", "provider": {"title": "Fraud App"}, "facts": []},
            ],
        },
        "transactions": [
            {
                "id": "gid://shopify/OrderTransaction/9",
                "kind": "AUTHORIZATION",
                "status": "SUCCESS",
                "gateway": "shopify_payments",
                "errorCode": None,
                "processedAt": "2026-11-12T13:14:20Z",
                "amountSet": bag("12400.0"),
            }
        ],
        "metafields": {"nodes": [{"key": "case_ORDER_REVIEW", "value": "{}"}]},
        "lineItems": {"nodes": list(lines), "pageInfo": {"hasNextPage": bool(more), "endCursor": more}},
        **changes,
    }


def hold(number: int, handle: str | None, *, ours: bool = True) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentHold/{number}",
        "handle": handle,
        "reason": "OTHER",
        "heldByRequestingApp": ours,
    }


def fulfillment_order(number: int, status: str, *holds: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/FulfillmentOrder/{number}",
        "status": status,
        "requestStatus": "UNSUBMITTED",
        "fulfillBy": None,
        "assignedLocation": {"name": "Lager Süd"},
        "fulfillmentHolds": list(holds),
    }


def fulfillment_orders(*nodes: dict[str, Any], more: str | None = None) -> dict[str, Any]:
    page = {"nodes": list(nodes), "pageInfo": {"hasNextPage": bool(more), "endCursor": more}}
    return {"order": {"fulfillmentOrders": page}}
