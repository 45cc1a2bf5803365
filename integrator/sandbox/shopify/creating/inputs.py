"""`OrderCreateOrderInput`, checked and translated. Messages and codes: contract operations. [seen in code]"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.companies import companies, wholesalers
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.creating import lines
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.money import ZERO, rest_amount
from integrator.sandbox.shopify.people import customers, inputs
from integrator.sandbox.shopify.tags import tags_from

_TEXTS = {
    "name": "name",
    "note": "note",
    "poNumber": "po_number",
    "sourceIdentifier": "source_identifier",
    "sourceName": "source_name",
    "phone": "phone",
    "test": "test",
    "closedAt": "closed_at",
}
_READ = frozenset(
    [
        *_TEXTS,
        "billingAddress",
        "buyerAcceptsMarketing",
        "companyLocationId",
        "currency",
        "customAttributes",
        "customer",
        "customerId",
        "email",
        "financialStatus",
        "lineItems",
        "metafields",
        "presentmentCurrency",
        "processedAt",
        "shippingAddress",
        "shippingLines",
        "tags",
        "taxesIncluded",
        "transactions",
    ]
)
_PERSON = {"firstName": "first_name", "lastName": "last_name", "email": "email", "phone": "phone", "note": "note"}


def check(ctx: Context, wanted: dict[str, Any]) -> None:
    """Check what concerns the order as a whole; raises `Refused`."""
    if unknown := sorted(name for name in wanted.keys() - _READ if wanted[name] is not None):
        raise not_in_sandbox(f"{unknown[0]} of a new order")
    if not wanted.get("lineItems"):
        raise Refused(["order", "lineItems"], "Line items must have at least one line item", "INVALID")
    if wanted.get("customer") is not None and wanted.get("customerId") is not None:
        message = "Only one of the customer fields can be given"
        raise Refused(["order"], message, "REDUNDANT_CUSTOMER_FIELDS")
    processed = wanted.get("processedAt")
    if processed is not None and datetime.fromisoformat(processed) > ctx.action.at:
        raise Refused(["order", "processedAt"], "Processed at must not be in the future", "PROCESSED_AT_INVALID")
    inputs.check_email(wanted.get("email"), ["order", "email"], "INVALID")


def lines_of(ctx: Context, wanted: dict[str, Any]) -> list[Document]:
    """Build the lines; raises `Refused`."""
    return [_line(ctx, each, place) for place, each in enumerate(wanted["lineItems"])]


def fields_of(wanted: dict[str, Any], currency: str) -> Document:
    """Translate what needs no look-up."""
    ways = wanted.get("shippingLines") or []
    shipping = sum((Decimal(each["priceSet"]["shopMoney"]["amount"]) for each in ways), ZERO)
    home, bill = wanted.get("shippingAddress"), wanted.get("billingAddress")
    return {
        **{ours: wanted[theirs] for theirs, ours in _TEXTS.items() if wanted.get(theirs) is not None},
        "currency": currency,
        "gateway": "manual",
        "email": wanted.get("email"),
        "tags": tags_from(wanted.get("tags") or []),
        "attributes": wanted.get("customAttributes") or [],
        "shipping": rest_amount(shipping, currency),
        "shipping_title": ways[0]["title"] if ways else "Standardversand",
        "shipping_address": inputs.address_from(home) if home else None,
        "billing_address": inputs.address_from(bill) if bill else None,
    }


def customer_of(ctx: Context, wanted: dict[str, Any]) -> Document | None:
    """Return whom the order is for, made if wished; without a word about it, the one with the order's address."""
    action, chosen = ctx.action, wanted.get("customer") or {}
    to_associate = chosen.get("toAssociate") or {}
    gid = wanted.get("customerId") or to_associate.get("id")
    if gid is not None:
        found = customers.find(ctx.db, ctx.store, number_of(gid, "Customer"))
        if found is None:
            raise Refused(["order", "customer"], "Customer does not exist", "INVALID")
        return found
    upsert = chosen.get("toUpsert")
    email = (upsert or to_associate).get("email") or wanted.get("email")
    known = customers.with_email(ctx.db, ctx.store, email)
    if upsert is None and not email:
        return None
    fields = {ours: upsert[theirs] for theirs, ours in _PERSON.items() if (upsert or {}).get(theirs)} if upsert else {}
    if known:
        if any(known[0][name] != value for name, value in fields.items()):
            customers.change(action, known[0] | fields)
        return known[0] | fields
    made = customers.new(action, **{"email": email, **fields})
    inputs.check(action, made)
    customers.add(action, made)
    return made


def company_of(ctx: Context, wanted: dict[str, Any]) -> Document | None:
    """Return what the order keeps of the company; raises `Refused`."""
    gid = wanted.get("companyLocationId")
    location = None if gid is None else companies.find_location(ctx.db, ctx.store, number_of(gid, "CompanyLocation"))
    company = None if location is None else companies.find(ctx.db, ctx.store, location["company"])
    if gid is not None and company is None:
        raise Refused(["order", "companyLocationId"], "Company location does not exist", "INVALID")
    return None if company is None else wholesalers.copy(ctx.action, company, location)


def _line(ctx: Context, wanted: dict[str, Any], place: int) -> Document:
    path = ["order", "lineItems", str(place)]
    if wanted.get("taxLines"):
        raise not_in_sandbox("Tax lines of a new order")
    quantity, money = wanted["quantity"], wanted.get("priceSet")
    if quantity < 1:
        raise Refused([*path, "quantity"], "Quantity must be greater than 0", "INVALID")
    price = None if money is None else money["shopMoney"]["amount"]
    if wanted.get("variantId") is not None:
        line = lines.of_variant(ctx.action, wanted["variantId"], quantity, price)
        if line is None:
            raise Refused([*path, "variantId"], "Variant does not exist", "INVALID")
    elif wanted.get("title"):
        line = lines.custom(ctx.action, wanted["title"], quantity, price or "0.00", wanted.get("sku"))
    else:
        raise Refused(["order", "lineItems"], "Line items Title can't be blank", "INVALID")
    line["attributes"] = [{"key": each["name"], "value": each["value"]} for each in wanted.get("properties") or []]
    return line
