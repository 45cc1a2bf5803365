"""What the client gives back besides the order models."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from integrator.events.facets import OrderFacets
from integrator.events.order import Order


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class Job(_Read):
    """Work that Shopify goes on with after its answer."""

    id: str
    done: bool


class Shop(_Read):
    """The store as it describes itself, and what it lets us do."""

    name: str
    domain: str
    """`<name>.myshopify.com`."""
    currency: str
    """ISO 4217 code of the shop money."""
    timezone: str
    """IANA name, such as `Europe/Berlin`."""
    scopes: frozenset[str] = frozenset()


class OrderMark(_Read):
    """One order in a poll: enough to decide whether to read it."""

    order: Order
    created_at: datetime
    updated_at: datetime


class Page(_Read):
    """One page of a poll, oldest change first."""

    orders: tuple[OrderMark, ...] = ()
    next: str | None = None
    """What to pass as `after` for the following page; None at the end."""


class SeenOrder(_Read):
    """An order in a list of changes: enough to tell whether this state of it was looked at."""

    order: Order
    created_at: datetime
    updated_at: datetime
    facets: OrderFacets


class SeenPage(_Read):
    """One page of a list of changes, oldest first."""

    orders: tuple[SeenOrder, ...] = ()
    next: str | None = None
    """What to pass as `after` for the following page; None at the end."""


class BulkOperation(_Read):
    """A query that Shopify works on by itself, writing a file."""

    id: str
    status: str
    """CREATED, RUNNING, COMPLETED, FAILED, CANCELING, CANCELED, EXPIRED."""
    created_at: datetime
    query: str
    error: str = ""
    """ACCESS_DENIED, INTERNAL_SERVER_ERROR, TIMEOUT, or empty."""
    url: str = ""
    """Where the file is, signed, for seven days; empty without a result."""

    @property
    def is_under_way(self) -> bool:
        return self.status in {"CREATED", "RUNNING", "CANCELING"}


class Subscription(_Read):
    """A webhook subscription that was made over the API."""

    id: str
    topic: str
    """As GraphQL spells it: `ORDERS_CREATE`."""
    uri: str

    def is_for(self, topic: str) -> bool:
        """Whether this delivers `topic`, given as in the webhook header: `orders/create`."""
        return self.topic == topic_in_graphql(topic)


def topic_in_graphql(topic: str) -> str:
    """Spell a webhook topic as GraphQL does: `orders/create` becomes `ORDERS_CREATE`."""
    return topic.replace("/", "_").replace(".", "_").upper()
