"""Companies: find, make and read them."""

from datetime import datetime

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify.documents import COMPANIES_SEARCH, COMPANY_CREATE, COMPANY_DETAIL
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.lists import quoted
from integrator.clients.shopify.nodes import AmountNode, MetafieldsNode, Node, Text
from integrator.clients.shopify.people import Company, CompanyMark, NewCompany, Place
from integrator.money import Money

_FEW = 10
_TAKEN = "TAKEN"


class _MarkNode(Node):
    id: str
    name: str
    external_id: Text


class _MarksNode(Node):
    nodes: tuple[_MarkNode, ...]


class _SearchData(Node):
    companies: _MarksNode


class _CountNode(Node):
    count: int


class _CustomerNode(Node):
    id: str
    display_name: str


class _ContactNode(Node):
    title: Text
    customer: _CustomerNode


class _TaxNode(Node):
    tax_exempt: bool
    tax_registration_id: Text


class _ExperienceNode(Node):
    checkout_to_draft: bool


class _PlaceNode(Node):
    id: str
    name: str
    external_id: Text
    tax_settings: _TaxNode
    buyer_experience_configuration: _ExperienceNode | None


class _PlacesNode(Node):
    nodes: tuple[_PlaceNode, ...]


class _CompanyNode(_MarkNode):
    note: Text
    created_at: datetime
    updated_at: datetime
    orders_count: _CountNode | None
    total_spent: AmountNode
    main_contact: _ContactNode | None
    locations: _PlacesNode
    metafields: MetafieldsNode


class _CompanyData(Node):
    company: _CompanyNode | None


class _Payload(Node):
    company: _MarkNode


class Companies:
    """The part of `Shopify` that is about companies; stores without B2B have none."""

    _graphql: GraphQL

    def find_company(self, external_id: str) -> CompanyMark | None:
        """
        Find the company with our `external_id`.

        The search lags behind writes. Repeating it is harmless. Source: contracts/shopify/api, 12. [seen in code]
        """
        variables = {"query": f"external_id:{quoted(external_id)}", "first": _FEW}
        nodes = self._graphql.ask(COMPANIES_SEARCH, variables, _SearchData).companies.nodes
        return next((_mark(node) for node in nodes if node.external_id == external_id), None)

    def get_company(self, company_id: str) -> Company | None:
        """Read a company with its first 20 locations; None for an unknown one. Repeating it is harmless."""
        variables = {"id": check_id(company_id, "Company")}
        node = self._graphql.ask(COMPANY_DETAIL, variables, _CompanyData).company
        return None if node is None else _company(node)

    def ensure_company(self, company: NewCompany) -> CompanyMark:
        """
        Make a company, unless there is one with the same `external_id`, which stays as it is.

        Idempotent by looking up first, and at Shopify, which refuses an external id that is taken.

        Raises:
            Conflict: the id is taken, and the search does not find by whom yet; repeat.
            Refused: BLANK, TOO_LONG, INVALID, LIMIT_REACHED, ...

        Source: contracts/shopify/README, documents and scopes. [documented]
        """
        found = self.find_company(company.external_id)
        if found is not None:
            return found
        try:
            payload = self._graphql.change(COMPANY_CREATE, {"input": _input(company)}, "companyCreate", _Payload)
        except Refused as refused:
            if _TAKEN not in refused.codes:
                raise
            found = self.find_company(company.external_id)
            if found is None:
                raise _taken(refused) from None
            return found
        return _mark(payload.company)


def _input(company: NewCompany) -> dict[str, object]:
    about = {"name": company.name, "externalId": company.external_id, "note": company.note or None}
    place = {"name": company.location_name or None, "taxRegistrationId": company.tax_registration_id or None}
    contact = {"email": company.contact_email, "title": company.contact_title or None}
    wanted: dict[str, object] = {"company": about}
    if any(place.values()):
        wanted["companyLocation"] = place
    if company.contact_email:
        wanted["companyContact"] = contact
    return wanted


def _taken(refused: Refused) -> Conflict:
    return Conflict(
        "the external id is taken, and the company is not found yet",
        system=refused.system,
        operation=refused.operation,
        request_id=refused.request_id,
    )


def _mark(node: _MarkNode) -> CompanyMark:
    return CompanyMark(id=node.id, name=node.name, external_id=node.external_id)


def _company(node: _CompanyNode) -> Company:
    contact, spent = node.main_contact, node.total_spent
    return Company(
        id=node.id,
        name=node.name,
        external_id=node.external_id,
        note=node.note,
        created_at=node.created_at,
        updated_at=node.updated_at,
        orders=node.orders_count.count if node.orders_count else 0,
        spent=Money(amount=spent.amount, currency=spent.currency_code),
        contact_id=contact.customer.id if contact else "",
        contact_name=contact.customer.display_name if contact else "",
        contact_title=contact.title if contact else "",
        places=tuple(map(_place, node.locations.nodes)),
        metafields={each.key: each.value for each in node.metafields.nodes},
    )


def _place(node: _PlaceNode) -> Place:
    experience = node.buyer_experience_configuration
    return Place(
        id=node.id,
        name=node.name,
        external_id=node.external_id,
        is_tax_exempt=node.tax_settings.tax_exempt,
        tax_registration_id=node.tax_settings.tax_registration_id,
        orders_need_approval=experience.checkout_to_draft if experience else False,
    )
