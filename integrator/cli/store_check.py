"""Whether a store in Shopify is as `stores.toml` says, lets us in, and sends what the rules listen to."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from integrator.cli.looks.explaining import Place, explain
from integrator.cli.needed import names
from integrator.clients.errors import RemoteError
from integrator.clients.shopify import Shop, Subscription
from integrator.context import Connections
from integrator.flow import Need
from integrator.stores import MissingSecretError, Store


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `mend` is one sentence, empty when it is good."""

    store: str
    is_good: bool
    text: str
    mend: str = ""


def check_store(
    connections: Connections, store: Store, topics: Sequence[str], url: str, *, needs: Collection[Need]
) -> Iterator[Finding]:
    """Log in, then compare currency, time zone, scopes and subscriptions."""
    try:
        shopify = connections.shopify(store)
        shop = shopify.shop()
        subscriptions = shopify.subscriptions()
    except MissingSecretError as error:
        yield Finding(store.domain, is_good=False, text=str(error), mend="Set it in the environment of the fleet.")
        return
    except RemoteError as error:
        yield _failed(store, error, connections)
        return
    yield Finding(store.domain, is_good=True, text=f"logged into {shop.name}")
    yield from _master_data(store, shop)
    yield _scopes(store, names(needs, "shopify", "access scope"), shop.scopes)
    yield _subscriptions(store, topics, url, subscriptions)


def _failed(store: Store, error: RemoteError, connections: Connections) -> Finding:
    text, mend = explain(error, _place(connections, store))
    return Finding(store.domain, is_good=False, text=text, mend=mend)


def _master_data(store: Store, shop: Shop) -> Iterator[Finding]:
    for what, key, here, there in (
        ("currency", "currency", store.currency, shop.currency),
        ("time zone", "time_zone", store.time_zone, shop.timezone),
    ):
        if here == there:
            yield Finding(store.domain, is_good=True, text=f"{what} {here}")
        else:
            text = f"{what} is {there} in Shopify and {here} in stores.toml"
            yield Finding(store.domain, is_good=False, text=text, mend=f'Set {key} = "{there}" in stores.toml.')


def _scopes(store: Store, needed: Sequence[str], granted: Collection[str]) -> Finding:
    missing = [scope for scope in needed if not {scope, scope.replace("read_", "write_", 1)} & set(granted)]
    if not missing:
        return Finding(store.domain, is_good=True, text="access scopes complete")
    mend = "Add them to the app in Shopify's Dev Dashboard, release that version, and accept it in the store."
    return Finding(store.domain, is_good=False, text=f"access scopes missing: {', '.join(missing)}", mend=mend)


def _subscriptions(store: Store, topics: Sequence[str], url: str, present: Sequence[Subscription]) -> Finding:
    unheard = [topic for topic in topics if not any(one.is_for(topic) and one.uri == url for one in present)]
    if not unheard:
        return Finding(store.domain, is_good=True, text=f"webhook subscriptions to {url} complete")
    text = f"webhook subscriptions to {url} missing: {', '.join(unheard)}"
    mend = (
        f"Run `integrator stores subscribe {store.domain}`; if the address is wrong, set INTEGRATOR_INGRESS_PUBLIC_URL."
    )
    return Finding(store.domain, is_good=False, text=text, mend=mend)


def _place(connections: Connections, store: Store) -> Place:
    credentials = (
        store.client_id_env or "INTEGRATOR_SHOPIFY_CLIENT_ID",
        f"the first secret in {store.secrets_env or 'INTEGRATOR_SHOPIFY_CLIENT_SECRETS'}",
    )
    url = connections.settings.shopify_url.format(store=store.domain)
    return Place("Shopify", url, "INTEGRATOR_SHOPIFY_URL", credentials, "Install the app in the store again")
