"""An order as GraphQL shows it; what is missing here is answered as not part of the sandbox."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import risk
from integrator.sandbox.shopify.companies.views import purchaser_of
from integrator.sandbox.shopify.disputes.summaries import summaries
from integrator.sandbox.shopify.errors import not_in_sandbox
from integrator.sandbox.shopify.fulfillments.views import fulfillment_view
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.money import graphql_bag
from integrator.sandbox.shopify.paging import connection
from integrator.sandbox.shopify.payments import can_be_marked_paid
from integrator.sandbox.shopify.people.views import of_order
from integrator.sandbox.shopify.refunds.views import refund_view, suggested_refund_view
from integrator.sandbox.shopify.returns.state import order_status
from integrator.sandbox.shopify.returns.views import return_view
from integrator.sandbox.shopify.totals import Totals, financial_status, fulfillment_status, tax_in, totals
from integrator.sandbox.shopify.views_fulfillment import part_view
from integrator.sandbox.shopify.views_lines import line_view
from integrator.sandbox.shopify.views_marks import metafield_fields
from integrator.sandbox.shopify.views_payments import transaction_view
from integrator.sandbox.shopify.views_people import address_view


def order_view(order: Document) -> dict[str, Any]:
    """Build an `Order`; lists are callables, resolved only when asked for."""
    sums = totals(order)
    view: dict[str, Any] = {
        "__typename": "Order",
        "id": gid("Order", order["id"]),
        "legacyResourceId": str(order["id"]),
        "name": order["name"],
        "number": order["sequence"] + 1000,
        **_times(order),
        **_texts(order),
        **_state(order, sums),
        **_amounts(order, sums),
        "customer": lambda info: of_order(info.context, order),
        "purchasingEntity": lambda info: purchaser_of(info.context, order),
        "shippingAddress": address_view(order["shipping_address"], order["id"]),
        "billingAddress": address_view(order["billing_address"], order["id"]),
        "billingAddressMatchesShippingAddress": order["billing_address"] == order["shipping_address"],
        "shippingLine": _shipping_line(order),
        "disputes": lambda info: summaries(info.context.db, order),
        "risk": {
            "recommendation": risk.recommendation(order),
            "assessments": [assessment_view(entry) for entry in order["risks"]],
        },
        "shopifyProtect": None,
        "transactions": lambda _info, first=None, **_: [
            transaction_view(order, entry) for entry in order["transactions"][:first]
        ],
        **metafield_fields(order, "Order"),
        "lineItems": connection(lambda: [line_view(order, line) for line in order["lines"]]),
        "fulfillmentOrders": connection(
            lambda: [fulfillment_order_view(order, part) for part in order["fulfillment_orders"]]
        ),
    }
    view["refunds"] = lambda _info, first=None, **_: [
        refund_view(order, each, view) for each in order["refunds"][:first]
    ]
    view["returns"] = _returns(order, view)
    view["suggestedRefund"] = lambda _info, **args: suggested_refund_view(order, args)
    view["fulfillments"] = lambda _info, first=None, **_: [
        fulfillment_view(order, each, view) for each in order["fulfillments"][:first]
    ]
    return view


def _returns(order: Document, view: dict[str, Any]) -> Callable[..., Document]:
    def resolve(info: Any, query: str | None = None, **args: Any) -> Document:
        if query:
            raise not_in_sandbox("Searching the returns of an order")
        return connection(lambda: [return_view(order, each, view) for each in order["returns"]])(info, **args)

    return resolve


def fulfillment_order_view(order: Document, part: Document) -> dict[str, Any]:
    """Build a `FulfillmentOrder`."""
    return {**part_view(order, part), "order": lambda _info: order_view(order)}


def _times(order: Document) -> dict[str, Any]:
    return {
        "createdAt": order["created_at"],
        "processedAt": order["created_at"],
        "updatedAt": order["updated_at"],
        "closedAt": order["closed_at"],
        "cancelledAt": order["cancelled_at"],
    }


def _texts(order: Document) -> dict[str, Any]:
    return {
        "cancelReason": order["cancel_reason"],
        "cancellation": {"staffNote": order["staff_note"]} if order["cancelled_at"] else None,
        "confirmationNumber": order["token"][:9].upper(),
        "sourceName": order.get("source_name", "web"),
        "sourceIdentifier": order.get("source_identifier"),
        "poNumber": order["po_number"],
        "note": order["note"],
        "tags": order["tags"],
        "email": order["email"],
        "phone": order["phone"],
        "customerLocale": "de-DE",
        "currencyCode": order["currency"],
        "presentmentCurrencyCode": order["currency"],
        "paymentGatewayNames": [order["gateway"]],
        "statusPageUrl": f"https://{order['store']}/71904583921/orders/{order['token']}/authenticate",
        "customAttributes": order["attributes"],
    }


def _state(order: Document, sums: Totals) -> dict[str, Any]:
    is_paid = sums.received > 0 and not sums.outstanding
    return {
        "test": order["test"],
        "confirmed": True,
        "closed": order["closed_at"] is not None,
        "displayFinancialStatus": financial_status(order),
        "displayFulfillmentStatus": fulfillment_status(order),
        "returnStatus": order_status(order),
        "requiresShipping": True,
        "fullyPaid": is_paid,
        "unpaid": not sums.received,
        "capturable": sums.authorized > 0,
        "canMarkAsPaid": can_be_marked_paid(order),
        "refundable": sums.net > 0,
        "edited": order["edited"],
        "taxesIncluded": True,
    }


def _amounts(order: Document, sums: Totals) -> dict[str, Any]:
    currency = order["currency"]
    amounts = {
        "totalPriceSet": sums.original_total,
        "originalTotalPriceSet": sums.original_total,
        "currentTotalPriceSet": sums.total,
        "subtotalPriceSet": sums.original_subtotal,
        "currentSubtotalPriceSet": sums.subtotal,
        "totalTaxSet": tax_in(sums.original_total, currency),
        "currentTotalTaxSet": tax_in(sums.total, currency),
        "totalShippingPriceSet": Decimal(order["shipping"]),
        "currentShippingPriceSet": sums.shipping,
        "totalDiscountsSet": sums.placed_discounts,
        "currentTotalDiscountsSet": sums.discounts,
        "totalOutstandingSet": sums.balance,
        "totalRefundedSet": sums.refunded,
        "totalReceivedSet": sums.received,
        "totalCapturableSet": sums.authorized,
        "netPaymentSet": sums.received - sums.refunded,
    }
    return {name: graphql_bag(amount, currency) for name, amount in amounts.items()}


def _shipping_line(order: Document) -> dict[str, Any]:
    price = graphql_bag(Decimal(order["shipping"]), order["currency"])
    return {
        "id": gid("ShippingLine", order["shipping_line_id"]),
        "title": order["shipping_title"],
        "code": order["shipping_title"],
        "originalPriceSet": price,
        "discountedPriceSet": price,
    }


def assessment_view(assessment: Document) -> dict[str, Any]:
    """Build an `OrderRiskAssessment`; without provider it is Shopify's own."""
    provider = assessment["provider"]
    return {
        "riskLevel": assessment["level"],
        "provider": None if provider is None else {"id": gid("App", provider["id"]), "title": provider["title"]},
        "facts": assessment["facts"],
    }
