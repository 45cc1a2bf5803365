"""From our offers to Shopify's inputs: pure functions without any I/O."""

from typing import Any

from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.offers import Buyer, Item, NewOrder, Offer
from integrator.events.order import Address
from integrator.money import Money


def draft_input(offer: Offer, tag: str) -> dict[str, Any]:
    """Write a `DraftOrderInput`; what is empty is left out."""
    terms = {"paymentTermsTemplateId": check_id(offer.terms_id, "PaymentTermsTemplate")} if offer.terms_id else None
    wanted = {
        "lineItems": [_draft_line(item) for item in offer.items],
        "tags": [*offer.tags, tag],
        "email": offer.email,
        "note": offer.note,
        "poNumber": offer.po_number,
        "purchasingEntity": _buyer(offer.buyer),
        "shippingAddress": _address(offer.shipping_address),
        "billingAddress": _address(offer.billing_address),
        "paymentTerms": terms,
        "reserveInventoryUntil": offer.reserve_until.isoformat() if offer.reserve_until else None,
        "taxExempt": offer.is_tax_exempt,
    }
    if offer.shipping is not None:
        wanted["shippingLine"] = {"title": offer.shipping_title, "priceWithCurrency": _money(offer.shipping)}
    return _filled(wanted)


def order_input(order: NewOrder, source: str) -> dict[str, Any]:
    """Write an `OrderCreateOrderInput`; what is empty is left out."""
    customer = {"toAssociate": {"id": check_id(order.customer_id, "Customer")}} if order.customer_id else None
    wanted = {
        "sourceIdentifier": source,
        "lineItems": [_order_line(item) for item in order.items],
        "currency": order.currency,
        "customer": customer,
        "email": order.email,
        "note": order.note,
        "poNumber": order.po_number,
        "tags": list(order.tags),
        "shippingAddress": _address(order.shipping_address),
        "billingAddress": _address(order.billing_address),
        "financialStatus": "PAID" if order.is_paid else "PENDING",
        "taxesIncluded": True,
    }
    if order.shipping is not None:
        wanted["shippingLines"] = [{"title": order.shipping_title, "priceSet": {"shopMoney": _money(order.shipping)}}]
    return _filled(wanted)


def _draft_line(item: Item) -> dict[str, Any]:
    price = None if item.price is None else _money(item.price)
    off = {"value": float(item.percent_off), "valueType": "PERCENTAGE"} if item.percent_off else None
    line = {"quantity": item.quantity, "appliedDiscount": off, **_goods(item)}
    # A variant has a price of its own, and only an override changes it.
    return _filled({**line, "priceOverride" if item.variant_id else "originalUnitPriceWithCurrency": price})


def _order_line(item: Item) -> dict[str, Any]:
    if item.percent_off:
        raise ValueError("only a draft has discounts of single lines")
    price = None if item.price is None else {"shopMoney": _money(item.price)}
    return _filled({"quantity": item.quantity, "priceSet": price, "requiresShipping": True, **_goods(item)})


def _goods(item: Item) -> dict[str, Any]:
    if item.variant_id:
        return {"variantId": check_id(item.variant_id, "ProductVariant")}
    if not item.title or item.price is None:
        raise ValueError("a line needs a variant, or a title and a price")
    return {"title": item.title, "sku": item.sku}


def _buyer(buyer: Buyer) -> dict[str, Any] | None:
    if buyer.company_id:
        company = {
            "companyId": check_id(buyer.company_id, "Company"),
            "companyLocationId": check_id(buyer.location_id, "CompanyLocation"),
            "companyContactId": check_id(buyer.contact_id, "CompanyContact"),
        }
        return {"purchasingCompany": company}
    return {"customerId": check_id(buyer.customer_id, "Customer")} if buyer.customer_id else None


def _address(address: Address | None) -> dict[str, Any] | None:
    if address is None:
        return None
    first, _, last = address.name.rpartition(" ")
    return _filled(
        {
            "firstName": first,
            "lastName": last,
            "company": address.company,
            "address1": address.address1,
            "address2": address.address2,
            "city": address.city,
            "zip": address.zip,
            "provinceCode": address.province,
            "countryCode": address.country,
        }
    )


def _money(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "currencyCode": money.currency}


def _filled(wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if value not in (None, "", [], False)}
