"""What the client gives back besides the order models."""

from datetime import datetime
from decimal import Decimal

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


class Location(_Read):
    """A place that stocks goods."""

    id: str
    name: str
    is_active: bool
    country: str
    """ISO 3166 code; empty when unknown."""


class Level(_Read):
    """What lies of one item at one location."""

    location_id: str
    location: str
    is_active: bool
    updated_at: datetime
    quantities: dict[str, int]
    """Pieces by Shopify's word: `available`, `on_hand`, `committed`."""


class StockItem(_Read):
    """What a variant is in the stock."""

    id: str
    sku: str
    is_tracked: bool
    levels: tuple[Level, ...]


class ProductMark(_Read):
    """One product in a poll: enough to decide whether to read it."""

    id: str
    handle: str
    title: str
    status: str
    updated_at: datetime


class ProductPage(_Read):
    """One page of a poll, oldest change first."""

    products: tuple[ProductMark, ...] = ()
    next: str | None = None
    """What to pass as `after` for the following page; None at the end."""


class Variant(_Read):
    """One sellable form of a product; prices in the store's currency."""

    id: str
    sku: str
    price: Decimal
    compare_at_price: Decimal | None
    inventory_item_id: str


class Metafield(_Read):
    """A value in the app's own namespace."""

    type: str
    value: str
    digest: str
    """What a later write compares, to notice that somebody else wrote meanwhile."""


class Listing(_Read):
    """Whether a product is on sale on one publication, and since or from when."""

    is_published: bool
    since: datetime | None


class Product(ProductMark):
    """A product with what is governed about it."""

    vendor: str
    kind: str
    tags: tuple[str, ...]
    description_html: str
    seo_title: str
    seo_description: str
    metafields: dict[str, Metafield]
    """By key."""
    variants: tuple[Variant, ...]
    media: tuple[str, ...]
    """Ids of its files, in the order shown."""
    listings: dict[str, Listing]
    """By the id of the publication."""


class Publication(_Read):
    """Where products can be sold."""

    id: str
    channels: tuple[str, ...]
    can_wait: bool
    """Whether it can put a product on sale at a later moment."""


class StoredFile(_Read):
    """A file at Shopify."""

    id: str
    status: str
    """UPLOADED, PROCESSING, READY or FAILED."""
    url: str = ""
    """Public; empty until it is ready."""
    errors: tuple[str, ...] = ()
