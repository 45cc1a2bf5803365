"""
What is swept: one entry per kind, so that a further one is a list of the client, a reader and an entry here.

The list of orders stands for risk, payments, refunds, returns and fulfillment too: as far as we know an order's
`updated_at` moves with all of them. [inferred: the contract does not say so for risk assessments, nor for fulfillment
orders that are split or moved] So young open orders are also read again, whatever their `updated_at` says, and compared
by their facets. Fulfillment orders are not among the facets; the judgment of an open review looks at them each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from integrator.clients.shopify import SeenOrder, Shopify, between
from integrator.events.facets import digest_of, topics_sent_once
from integrator.ledger.sightings import Reading
from integrator.settings import Settings


@dataclass(frozen=True)
class Seen:
    """One subject of a list."""

    gid: str
    name: str
    created_at: datetime
    updated_at: datetime
    digest: str
    sent_once: frozenset[str]
    """Topics that Shopify sends exactly once about a subject in this state, so that they must have come."""


@dataclass(frozen=True)
class Kind:
    """One way to go through a store."""

    name: str
    subject: str
    """What is listed, in one word; several kinds may go through the same subjects."""
    created: str
    """Topic of a subject that is new to us."""
    changed: str
    """Topic of one that is not."""
    every: Callable[[Settings], timedelta]
    """Distance of the rounds; zero: never."""
    search: Callable[[datetime], str]
    """What to look for, from the first moment of a round on."""
    reach: Callable[[Settings], timedelta]
    """How far before the last round, or before now, a round begins."""
    follows: bool
    """Whether a round begins where the last one ended; otherwise all begin at the same distance from now."""
    page: Callable[[Shopify, str, str | None], tuple[list[Seen], str | None]]
    """One page of a search, oldest change first, and what leads to the next."""
    may_be_bulk: bool = False


def seen_order(order: SeenOrder) -> Seen:
    """Return what a list shows of an order."""
    return Seen(
        gid=order.order.id,
        name=order.order.name,
        created_at=order.created_at,
        updated_at=order.updated_at,
        digest=digest_of(order.facets),
        sent_once=topics_sent_once(order.facets),
    )


def _orders(shopify: Shopify, search: str, after: str | None) -> tuple[list[Seen], str | None]:
    page = shopify.list_orders(search, after=after)
    return [seen_order(order) for order in page.orders], page.next


ORDERS = Kind(
    name="orders",
    subject="order",
    created="orders/create",
    changed="orders/updated",
    every=lambda settings: settings.sweep_every,
    search=lambda first: between("updated_at", first),
    reach=lambda settings: settings.sweep_overlap,
    follows=True,
    page=_orders,
    may_be_bulk=True,
)
OPEN_ORDERS = Kind(
    name="open_orders",
    subject="order",
    created="orders/create",
    changed="orders/updated",
    every=lambda settings: settings.sweep_again_every if settings.sweep_again else timedelta(0),
    search=lambda first: f"{between('created_at', first)} AND status:open",
    reach=lambda settings: settings.sweep_again,
    follows=False,
    page=_orders,
)
KINDS: tuple[Kind, ...] = (ORDERS, OPEN_ORDERS)


def reading_of(kind: Kind, store: str, seen: Seen, *, wanted: frozenset[str], since: datetime) -> Reading:
    """
    Return the state that a list shows, to be compared with what was judged.

    Args:
        kind: of the sweep.
        store: its domain.
        seen: as listed.
        wanted: topics that some rule listens to.
        since: when this store was first swept; what was made before may have been told to nobody.
    """
    is_ours = seen.created_at >= since.replace(microsecond=0)  # Shopify's moments are whole seconds.
    return Reading(
        store=store,
        kind=kind.subject,
        subject=seen.gid,
        name=seen.name,
        updated_at=seen.updated_at,
        digest=seen.digest,
        topics=seen.sent_once & wanted if is_ours else frozenset(),
    )
