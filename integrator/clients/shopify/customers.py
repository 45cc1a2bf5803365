"""Customers: find, make, read and change them."""

from collections.abc import Sequence
from datetime import datetime

from integrator.clients.errors import Refused
from integrator.clients.shopify import reading
from integrator.clients.shopify.documents import (
    CUSTOMER_BY_IDENTIFIER,
    CUSTOMER_CREATE,
    CUSTOMER_DETAIL,
    CUSTOMER_INVITE,
    CUSTOMER_ORDERS,
    CUSTOMER_UPDATE,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models import Page
from integrator.clients.shopify.nodes import AmountNode, MetafieldsNode, Node, OrderMarksNode, Text
from integrator.clients.shopify.people import Customer, NewCustomer, Profile
from integrator.money import Money

_PAGE = 50


class _IdNode(Node):
    id: str


class _FoundData(Node):
    customer_by_identifier: _IdNode | None


class _EmailNode(Node):
    email_address: str
    marketing_state: str
    marketing_opt_in_level: Text
    marketing_updated_at: datetime | None


class _PhoneNode(Node):
    phone_number: str


class _CompanyNode(Node):
    id: str
    name: str


class _ProfileNode(Node):
    title: Text
    company: _CompanyNode


class _CustomerNode(Node):
    id: str
    display_name: str
    state: str
    tags: tuple[str, ...]
    note: Text
    tax_exempt: bool
    created_at: datetime
    updated_at: datetime
    number_of_orders: int
    amount_spent: AmountNode
    default_email_address: _EmailNode | None
    default_phone_number: _PhoneNode | None
    company_contact_profiles: tuple[_ProfileNode, ...]
    metafields: MetafieldsNode


class _CustomerData(Node):
    customer: _CustomerNode | None


class _OrdersNode(Node):
    orders: OrderMarksNode


class _OrdersData(Node):
    customer: _OrdersNode | None


class _Payload(Node):
    customer: _IdNode


class Customers:
    """The part of `Shopify` that is about customers."""

    _graphql: GraphQL

    def find_customer(self, *, email: str = "", phone: str = "") -> str | None:
        """
        Find a customer by exactly one of address and number; returns the id.

        This is a look-up, not a search, so it does not lag. [inferred] Repeating it is harmless.
        """
        if bool(email) == bool(phone):
            raise ValueError("a customer is found by an e-mail address or by a phone number")
        identifier = {"emailAddress": email} if email else {"phoneNumber": phone}
        found = self._graphql.ask(CUSTOMER_BY_IDENTIFIER, {"identifier": identifier}, _FoundData)
        return found.customer_by_identifier.id if found.customer_by_identifier else None

    def get_customer(self, customer_id: str) -> Customer | None:
        """Read a customer; None for an unknown one. Repeating it is harmless."""
        variables = {"id": check_id(customer_id, "Customer")}
        node = self._graphql.ask(CUSTOMER_DETAIL, variables, _CustomerData).customer
        return None if node is None else _customer(node)

    def orders_of_customer(self, customer_id: str, *, after: str | None = None) -> Page:
        """List a customer's orders, newest first, by pages of 50. Repeating it is harmless."""
        variables = {"id": check_id(customer_id, "Customer"), "first": _PAGE, "after": after}
        found = self._graphql.ask(CUSTOMER_ORDERS, variables, _OrdersData).customer
        return Page() if found is None else reading.page(self._graphql.store, found.orders)

    def ensure_customer(self, customer: NewCustomer) -> str:
        """
        Make a customer, unless the store has one with the same address or number; returns the id.

        Idempotent by looking up first, and at Shopify, which has one customer for an address and for a number.
        One that is there stays as it is.

        Raises:
            ValueError: there is neither an address nor a number to find the customer again by.
            Refused: Shopify does not accept the values; this mutation gives no codes.
        """
        found = self._known(customer)
        if found is not None:
            return found
        wanted = {
            "email": customer.email or None,
            "phone": customer.phone or None,
            "firstName": customer.first_name or None,
            "lastName": customer.last_name or None,
            "note": customer.note or None,
            "tags": list(customer.tags),
            "taxExempt": customer.is_tax_exempt,
        }
        try:
            made = self._graphql.change(CUSTOMER_CREATE, {"input": wanted}, "customerCreate", _Payload)
        except Refused:
            # Somebody else may have been quicker, and there is no code that says so.
            found = self._known(customer)
            if found is None:
                raise
            return found
        return made.customer.id

    def update_customer(self, customer_id: str, *, note: str | None = None, tags: Sequence[str] | None = None) -> None:
        """
        Set the note, or all the tags, of a customer; None leaves as it is. Single tags are for `add_tags`.

        Writing the same again changes nothing, so repeating it is harmless.
        """
        wanted = {"note": note, "tags": None if tags is None else list(tags)}
        given = {name: value for name, value in wanted.items() if value is not None}
        variables = {"input": {"id": check_id(customer_id, "Customer"), **given}}
        self._graphql.change(CUSTOMER_UPDATE, variables, "customerUpdate", _Payload)

    def invite_customer(self, customer_id: str) -> bool:
        """
        Have Shopify mail an invitation to a classic account; whether it did now.

        Idempotent by reading first: who was invited, or has an account, gets no second mail.

        Raises:
            Refused: INVALID, as when there is no address.

        Source: contracts/shopify/README, documents and scopes. [documented]
        """
        customer = self.get_customer(customer_id)
        if customer is None or customer.state in {"INVITED", "ENABLED"}:
            return False
        variables = {"customerId": customer_id}
        self._graphql.change(CUSTOMER_INVITE, variables, "customerSendAccountInviteEmail", _Payload)
        return True

    def _known(self, customer: NewCustomer) -> str | None:
        if not customer.email and not customer.phone:
            raise ValueError("a customer needs an e-mail address or a phone number")
        found = self.find_customer(email=customer.email) if customer.email else None
        return found or (self.find_customer(phone=customer.phone) if customer.phone else None)


def _customer(node: _CustomerNode) -> Customer:
    email, phone = node.default_email_address, node.default_phone_number
    spent = node.amount_spent
    return Customer(
        id=node.id,
        name=node.display_name,
        state=node.state,
        email=email.email_address if email else "",
        phone=phone.phone_number if phone else "",
        consent=email.marketing_state if email else "",
        consent_level=email.marketing_opt_in_level if email else "",
        consent_at=email.marketing_updated_at if email else None,
        note=node.note,
        tags=node.tags,
        orders=node.number_of_orders,
        spent=Money(amount=spent.amount, currency=spent.currency_code),
        is_tax_exempt=node.tax_exempt,
        created_at=node.created_at,
        updated_at=node.updated_at,
        companies=tuple(
            Profile(company_id=each.company.id, company=each.company.name, title=each.title)
            for each in node.company_contact_profiles
        ),
        metafields={each.key: each.value for each in node.metafields.nodes},
    )
