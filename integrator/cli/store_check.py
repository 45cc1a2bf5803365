"""Whether a store in Shopify is as `stores.toml` says, lets us in, and sends what the rules listen to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from integrator.clients.errors import RemoteError
from integrator.context import Connections
from integrator.stores import MissingSecretError, Store

SCOPES = (
    "read_customers",
    "read_merchant_managed_fulfillment_orders",
    "read_orders",
    "read_products",
    "write_merchant_managed_fulfillment_orders",
    "write_orders",
)
"""What our flows need. Source: contracts/shopify, operations/access-scopes. [documented]"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    store: str
    is_good: bool
    text: str


def check_store(connections: Connections, store: Store, topics: Sequence[str], url: str) -> Iterator[Finding]:
    """Log in, then compare currency, time zone, scopes and subscriptions."""
    try:
        shopify = connections.shopify(store)
        shop = shopify.shop()
        subscriptions = shopify.subscriptions()
    except (RemoteError, MissingSecretError) as error:
        yield Finding(store.domain, is_good=False, text=str(error))
        return
    yield Finding(store.domain, is_good=True, text=f"logged into {shop.name}")
    for what, here, there in (
        ("currency", store.currency, shop.currency),
        ("time zone", store.time_zone, shop.timezone),
    ):
        text = f"{what} {here}" if here == there else f"{what} is {there} in Shopify and {here} in stores.toml"
        yield Finding(store.domain, is_good=here == there, text=text)
    missing = [scope for scope in SCOPES if not {scope, scope.replace("read_", "write_")} & shop.scopes]
    yield Finding(store.domain, is_good=not missing, text=_told("scopes", missing))
    unheard = [topic for topic in topics if not any(one.is_for(topic) and one.uri == url for one in subscriptions)]
    yield Finding(store.domain, is_good=not unheard, text=_told(f"subscriptions to {url}", unheard))


def _told(what: str, missing: Sequence[str]) -> str:
    return f"{what} missing: {', '.join(missing)}" if missing else f"{what} complete"
