"""`DraftOrderInput`, checked and translated. Messages: contract operations, recorded answers. [seen in code]"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.companies import companies, wholesalers
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.creating import lines
from integrator.sandbox.shopify.errors import Refused, not_in_sandbox
from integrator.sandbox.shopify.gids import number_of
from integrator.sandbox.shopify.money import rest_amount, rounded
from integrator.sandbox.shopify.people import customers, inputs

_TEXTS = {
    "email": "email",
    "phone": "phone",
    "note": "note",
    "poNumber": "po_number",
    "sourceName": "source_name",
    "reserveInventoryUntil": "reserve_until",
    "presentmentCurrencyCode": "currency",
}
_READ = frozenset(
    [
        *_TEXTS,
        "acceptAutomaticDiscounts",
        "allowDiscountCodesInCheckout",
        "appliedDiscount",
        "billingAddress",
        "customAttributes",
        "customerId",
        "lineItems",
        "metafields",
        "paymentTerms",
        "purchasingEntity",
        "shippingAddress",
        "shippingLine",
        "tags",
        "taxExempt",
        "useCustomerDefaultAddress",
        "visibleToCustomer",
    ]
)
_LONGEST_TAG = 40


def draft_fields(ctx: Context, wanted: dict[str, Any]) -> Document:
    """Translate a whole input; raises `Refused`, or the error NOT_IN_SANDBOX."""
    if unknown := sorted(name for name in wanted.keys() - _READ if wanted[name] is not None):
        raise not_in_sandbox(f"{unknown[0]} of a draft order")
    if not wanted.get("lineItems"):
        raise Refused(None, "Add at least 1 product")
    inputs.check_email(wanted.get("email"), ["email"])
    until = wanted.get("reserveInventoryUntil")
    if until is not None and datetime.fromisoformat(until) < ctx.action.at:
        raise Refused(None, "Reserve until can't be in the past")
    terms = wanted.get("paymentTerms")
    if terms is not None and not terms.get("paymentTermsTemplateId"):
        raise Refused(None, "Payment terms template id can not be empty.")
    fields = {ours: wanted[theirs] for theirs, ours in _TEXTS.items() if wanted.get(theirs) is not None}
    fields |= {"on_terms": terms is not None, "tax_exempt": bool(wanted.get("taxExempt"))}
    fields |= {"tags": _tags(wanted.get("tags") or []), "attributes": wanted.get("customAttributes") or []}
    fields |= _buyer(ctx, wanted)
    fields |= _places(wanted, fields["customer"], ctx)
    fields["lines"] = _lines(ctx, wanted, fields.get("currency", "EUR"))
    return fields | _shipping(wanted, fields.get("currency", "EUR"))


def _lines(ctx: Context, wanted: dict[str, Any], currency: str) -> list[Document]:
    built = [_line(ctx, each, place, currency) for place, each in enumerate(wanted["lineItems"])]
    off = wanted.get("appliedDiscount")
    if off is not None:
        worth = sum((_worth(line) for line in built), Decimal(0))
        left = rounded(_off(off, worth), currency)
        for place, line in enumerate(built):
            is_last = place == len(built) - 1
            share = left if is_last else rounded(_off(off, worth) * _worth(line) / (worth or 1), currency)
            lines.discount(line, share)
            left -= share
    return built


def _line(ctx: Context, wanted: dict[str, Any], place: int, currency: str) -> Document:
    quantity = wanted["quantity"]
    if quantity < 1:
        raise Refused(["lineItems", str(place), "quantity"], "Quantity must be greater than or equal to 1")
    price = _price(wanted)
    if wanted.get("variantId") is not None:
        # The price of a variant is its own unless it is overridden. [documented]
        override = (wanted.get("priceOverride") or {}).get("amount")
        line = lines.of_variant(ctx.action, wanted["variantId"], quantity, override)
        if line is None:
            number = number_of(wanted["variantId"], "ProductVariant")
            raise Refused(None, f"Product with ID {number} is no longer available.")
    elif wanted.get("title"):
        line = lines.custom(ctx.action, wanted["title"], quantity, price, wanted.get("sku"))
    else:
        raise Refused(None, "Merchandise title is empty.")
    line["attributes"] = wanted.get("customAttributes") or []
    off = wanted.get("appliedDiscount")
    if off is not None:
        lines.discount(line, rounded(_off(off, _worth(line)), currency))
    return line


def _price(wanted: dict[str, Any]) -> str:
    money = wanted.get("originalUnitPriceWithCurrency") or {}
    price = money.get("amount") or wanted.get("originalUnitPrice") or "0.00"
    if Decimal(price) < 0:
        raise Refused(None, "Cannot send negative price for line_item")
    return str(price)


def _worth(line: Document) -> Decimal:
    return Decimal(line["price"]) * int(line["quantity"]) - Decimal(line["discount"])


def _off(wanted: dict[str, Any], worth: Decimal) -> Decimal:
    value = Decimal(str(wanted["value"]))
    if wanted["valueType"] == "PERCENTAGE":
        value = worth * value / 100
    return min(worth, value)


def _shipping(wanted: dict[str, Any], currency: str) -> Document:
    line = wanted.get("shippingLine")
    if line is None:
        return {}
    price = (line.get("priceWithCurrency") or {}).get("amount") or line.get("price") or "0"
    return {"shipping": rest_amount(Decimal(price), currency), "shipping_title": line.get("title") or "Versand"}


def _buyer(ctx: Context, wanted: dict[str, Any]) -> Document:
    entity = wanted.get("purchasingEntity") or {}
    business, gid = entity.get("purchasingCompany"), entity.get("customerId") or wanted.get("customerId")
    if business is not None:
        return _company(ctx, business)
    if gid is not None:
        found = customers.find(ctx.db, ctx.store, number_of(gid, "Customer"))
        if found is None:
            raise Refused(["purchasingEntity", "customerId"], "Customer does not exist")
    else:
        found = next(iter(customers.with_email(ctx.db, ctx.store, wanted.get("email"))), None)
    return _whom(found)


def _company(ctx: Context, wanted: dict[str, Any]) -> Document:
    company = companies.find(ctx.db, ctx.store, number_of(wanted["companyId"], "Company"))
    number = number_of(wanted["companyLocationId"], "CompanyLocation")
    location = companies.find_location(ctx.db, ctx.store, number)
    contact = companies.find_contact(ctx.db, ctx.store, number_of(wanted["companyContactId"], "CompanyContact"))
    is_one = company is not None and all(
        each is not None and each["company"] == str(company["id"]) for each in (location, contact)
    )
    if not is_one or company is None or location is None or contact is None:
        raise Refused(["purchasingEntity", "purchasingCompany"], "Company, location and contact do not fit together")
    copied = wholesalers.copy(ctx.action, company, location)
    copied |= {"contact_id": contact["id"], "contact_title": contact["title"]}
    buyer = _whom(customers.find(ctx.db, ctx.store, contact["customer"]))
    return {**buyer, "company": copied, "company_id": str(company["id"])}


def _whom(customer: Document | None) -> Document:
    if customer is None:
        return {"customer": None, "customer_id": None}
    return {"customer": customers.copy(customer), "customer_id": str(customer["id"])}


def _places(wanted: dict[str, Any], customer: Document | None, ctx: Context) -> Document:
    home, bill = wanted.get("shippingAddress"), wanted.get("billingAddress")
    known = None if customer is None else customers.find(ctx.db, ctx.store, str(customer["id"]))
    usual = known["addresses"][0] if known and known["addresses"] and wanted.get("useCustomerDefaultAddress") else None
    return {
        "shipping_address": inputs.address_from(home) if home else usual,
        "billing_address": inputs.address_from(bill) if bill else usual,
    }


def _tags(texts: list[str]) -> list[str]:
    tags = [tag.strip() for text in texts for tag in text.split(",") if tag.strip()]
    for place, tag in enumerate(tags):
        if len(tag) > _LONGEST_TAG:
            message = f"Title Tag exceeds the maximum length of {_LONGEST_TAG} characters"
            raise Refused(["tags", str(place)], message)
    return sorted(dict.fromkeys(tags), key=str.lower)
