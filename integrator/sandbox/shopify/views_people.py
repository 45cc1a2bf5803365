"""Addresses as GraphQL shows them."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.gids import gid


def address_view(address: Document | None, number: int) -> dict[str, Any] | None:
    """Build a `MailingAddress`, if there is one; addresses of orders have ids of their own."""
    if address is None:
        return None
    return {
        "__typename": "MailingAddress",
        "id": f"{gid('MailingAddress', number)}?model_name=Address",
        "name": f"{address['first_name'] or ''} {address['last_name'] or ''}".strip(),
        "firstName": address["first_name"],
        "lastName": address["last_name"],
        "company": address["company"],
        "address1": address["address1"],
        "address2": address["address2"],
        "city": address["city"],
        "zip": address["zip"],
        "province": address["province"],
        "provinceCode": address["province_code"],
        "country": address["country"],
        "countryCodeV2": address["country_code"],
        "phone": address["phone"],
        "coordinatesValidated": False,
        "latitude": None,
        "longitude": None,
        "validationResultSummary": address["validation"],
        "formatted": lambda _info, withName=False, withCompany=True: _formatted(address, withName, withCompany),
    }


def _formatted(address: Document, with_name: bool, with_company: bool) -> list[str]:  # noqa: FBT001 - Shopify's arguments
    name = f"{address['first_name'] or ''} {address['last_name'] or ''}".strip()
    place = f"{address['zip'] or ''} {address['city'] or ''}".strip()
    lines = [
        name if with_name else None,
        address["company"] if with_company else None,
        address["address1"],
        address["address2"],
        place,
        address["country"],
    ]
    return [line for line in lines if line]
