"""What happened in the store: timelines, abandoned checkouts, campaigns."""

from datetime import datetime

from pydantic import Field

from integrator.clients.shopify.documents import (
    ABANDONED_CHECKOUTS_POLL,
    EVENTS_POLL,
    MARKETING_EVENTS_POLL,
    ORDER_EVENTS,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.happened import Campaign, Checkout, Event, Several
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.nodes import BagNode, Node, PageInfoNode, Text

_PAGE = 50


class _EventNode(Node):
    id: str
    action: str
    message: str
    app_title: Text
    subject_id: str = ""
    created_at: datetime


class _EventsNode(Node):
    nodes: tuple[_EventNode, ...]
    page_info: PageInfoNode


class _EventsData(Node):
    events: _EventsNode


class _OrderData(Node):
    order: _EventsData | None


class _CustomerNode(Node):
    id: str


class _CheckoutNode(Node):
    id: str
    abandoned_checkout_url: str
    customer: _CustomerNode | None
    total_price_set: BagNode
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None


class _CheckoutsNode(Node):
    nodes: tuple[_CheckoutNode, ...]
    page_info: PageInfoNode


class _CheckoutsData(Node):
    abandoned_checkouts: _CheckoutsNode


class _CampaignNode(Node):
    id: str
    type: str = Field(max_length=100)
    utm_campaign: Text
    started_at: datetime
    ended_at: datetime | None
    scheduled_to_end_at: datetime | None


class _CampaignsNode(Node):
    nodes: tuple[_CampaignNode, ...]
    page_info: PageInfoNode


class _CampaignsData(Node):
    marketing_events: _CampaignsNode


class Timeline:
    """The part of `Shopify` that tells what happened. All of it only reads, so repeating it is harmless."""

    _graphql: GraphQL

    def order_events(self, order_id: str) -> list[Event]:
        """
        List what an order's timeline shows, oldest first; empty for an unknown order.

        Mails that Shopify sent are among it, without their text. Source: contracts/shopify/api, 11. [documented]
        """
        variables = {"id": check_id(order_id, "Order"), "first": _PAGE}
        pages = self._graphql.pages(ORDER_EVENTS, variables, _OrderData, _after)
        return [_event(node) for page in pages if page.order for node in page.order.events.nodes]

    def events(self, search: str, *, after: str | None = None) -> Several[Event]:
        """List the store's events that match `search`, oldest first, by pages of 50."""
        variables = {"query": search, "first": _PAGE, "after": after}
        found = self._graphql.ask(EVENTS_POLL, variables, _EventsData).events
        return Several(found=tuple(map(_event, found.nodes)), next=found.page_info.next)

    def checkouts(self, search: str, *, after: str | None = None) -> Several[Checkout]:
        """
        List the abandoned checkouts that match `search`, in the order of their beginning, by pages of 50.

        A checkout is there once its buyer left an address; one that was completed meanwhile says so.
        """
        variables = {"query": search, "first": _PAGE, "after": after}
        found = self._graphql.ask(ABANDONED_CHECKOUTS_POLL, variables, _CheckoutsData).abandoned_checkouts
        return Several(found=tuple(map(_checkout, found.nodes)), next=found.page_info.next)

    def campaigns(self, search: str, *, after: str | None = None) -> Several[Campaign]:
        """List the marketing events that match `search`, by pages of 50; no topic reports them."""
        variables = {"query": search, "first": _PAGE, "after": after}
        found = self._graphql.ask(MARKETING_EVENTS_POLL, variables, _CampaignsData).marketing_events
        return Several(found=tuple(map(_campaign, found.nodes)), next=found.page_info.next)


def _after(page: _OrderData) -> str | None:
    return page.order.events.page_info.next if page.order else None


def _event(node: _EventNode) -> Event:
    return Event(
        id=node.id,
        action=node.action,
        message=node.message,
        app=node.app_title,
        subject_id=node.subject_id,
        at=node.created_at,
    )


def _checkout(node: _CheckoutNode) -> Checkout:
    return Checkout(
        id=node.id,
        url=node.abandoned_checkout_url,
        customer_id=node.customer.id if node.customer else "",
        total=node.total_price_set.money,
        created_at=node.created_at,
        updated_at=node.updated_at,
        completed_at=node.completed_at,
    )


def _campaign(node: _CampaignNode) -> Campaign:
    return Campaign(
        id=node.id,
        type=node.type,
        utm_campaign=node.utm_campaign,
        started_at=node.started_at,
        ended_at=node.ended_at,
        scheduled_to_end_at=node.scheduled_to_end_at,
    )
