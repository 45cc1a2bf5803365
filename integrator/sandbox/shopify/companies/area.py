"""Companies, their locations and contacts: reading, searching, creating."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import order_search, orders, terms
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Area, Happening, Owner, Root
from integrator.sandbox.shopify.companies import companies, mutations
from integrator.sandbox.shopify.companies.views import company_view, contact_view, location_view
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.gids import gid, number_of
from integrator.sandbox.shopify.listing import Listing


def _find(ctx: Context, it: str) -> Document | None:
    return companies.find(ctx.db, ctx.store, number_of(it, "Company"))


def _find_location(ctx: Context, it: str) -> Document | None:
    return companies.find_location(ctx.db, ctx.store, number_of(it, "CompanyLocation"))


def _one(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = _find(ctx, id)
    return None if found is None else company_view(found)


def _location(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = _find_location(ctx, id)
    company = None if found is None else companies.find(ctx.db, ctx.store, found["company"])
    return None if found is None or company is None else location_view(company, found)


def _contact(ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
    found = companies.find_contact(ctx.db, ctx.store, number_of(id, "CompanyContact"))
    company = None if found is None else companies.find(ctx.db, ctx.store, found["company"])
    return None if found is None or company is None else contact_view(company, found)


def _all(ctx: Context, **args: Any) -> Document:
    return _LIST.found(ctx, companies.of_store(ctx.db, ctx.store), company_view, args)


def _orders(ctx: Context, company: Document, **args: Any) -> Document:
    there = orders.of_company(ctx.db, ctx.store, number_of(company["id"], "Company"))
    return order_search.found_orders(ctx, there, args)


def _profiles(ctx: Context, customer: Document) -> list[Document]:
    """`Customer.companyContactProfiles`."""
    found = companies.contacts_of(ctx.db, ctx.store, number_of(customer["id"], "Customer"))
    pairs = [(companies.find(ctx.db, ctx.store, contact["company"]), contact) for contact in found]
    return [contact_view(company, contact) for company, contact in pairs if company is not None]


def _create(action: Action, wanted: dict[str, Any]) -> Document:
    """Let the merchant make a company."""
    company = {"name": wanted.get("name"), "externalId": wanted.get("external_id"), "note": wanted.get("note")}
    contact = {"email": wanted["email"], "title": wanted.get("title")} if wanted.get("email") else None
    home = {"address1": "Kaiweg 4", "zip": "18055", "city": "Rostock", "countryCode": "DE"}
    place = {"shippingAddress": home, "billingSameAsShipping": True}
    made = mutations.create(action, {"company": company, "companyContact": contact, "companyLocation": place})
    return {"id": companies.company_gid(made), "number": made["id"], "name": made["name"]}


def _add_location(action: Action, wanted: dict[str, Any]) -> Document:
    number = str(wanted.get("company") or "").rpartition("/")[2]
    company = companies.find(action.world.db, action.store, number)
    if company is None:
        raise ValueError(f"no company {number!r}")
    location = companies.new_location(action, company, name=str(wanted.get("name") or company["name"]))
    companies.add_location(action, company, location)
    return {"number": location["id"], "name": location["name"]}


def _bare(location: Document) -> Document:
    """Name a location; only what has tags is shown in full after it was marked."""
    return {"__typename": "CompanyLocation", "id": gid("CompanyLocation", location["id"])}


_LIST = Listing(
    name="companies",
    tests={
        "": terms.words(lambda company: [company["name"], company["external_id"]]),
        "name": terms.words(lambda company: [company["name"]]),
        "external_id": terms.field_text("external_id"),
        "id": terms.gid_number("id"),
        "created_at": terms.moment("created_at"),
        "updated_at": terms.moment("updated_at"),
        "since_date": terms.moment("customer_since"),
    },
    sort_values={
        "CREATED_AT": lambda company: company["created_at"],
        "UPDATED_AT": lambda company: company["updated_at"],
        "SINCE_DATE": lambda company: company["customer_since"],
        "NAME": lambda company: company["name"],
    },
    # Shopify knows these as well. Source: contract operations, filters of `companies`. [documented]
    not_emulated=frozenset(["default", "active_customers_count", "ordering_status"]),
)

AREA = Area(
    queries={
        "company": Root(_one),
        "companies": Root(_all),
        "companyLocation": Root(_location),
        "companyContact": Root(_contact),
    },
    mutations={"companyCreate": Root(mutations.company_create, ("company",))},
    nodes={
        "Company": lambda ctx, it: _one(ctx, id=it),
        "CompanyLocation": lambda ctx, it: _location(ctx, id=it),
        "CompanyContact": lambda ctx, it: _contact(ctx, id=it),
    },
    owners={
        "Company": Owner(_find, companies.change, lambda _ctx, it: company_view(it), has_tags=False),
        "CompanyLocation": Owner(_find_location, companies.change_location, lambda _ctx, it: _bare(it), has_tags=False),
    },
    fields={"Company": {"orders": _orders}, "Customer": {"companyContactProfiles": _profiles}},
    happenings={
        "company-create": Happening(_create, ("name", "external_id", "note", "email", "title")),
        "company-location-create": Happening(_add_location, ("company", "name")),
    },
)
