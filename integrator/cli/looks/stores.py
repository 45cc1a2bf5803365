"""One look at each store: login, master data, access scopes, webhook subscriptions."""

from collections.abc import Iterator

from integrator.cli.looks.look import Look, Seen
from integrator.cli.needed import needs_of
from integrator.cli.rule_book import read_rules, wanted_topics
from integrator.cli.store_check import check_store
from integrator.config_file import ConfigError
from integrator.context import Connections
from integrator.stores import Store


def store_looks(connections: Connections) -> list[Look]:
    """Make a look of each store; none while `stores.toml` cannot be read, which another look tells."""
    try:
        stores = list(connections.stores.values())
    except ConfigError:
        return []
    return [_look_at(store) for store in stores]


def _look_at(store: Store) -> Look:
    def see(connections: Connections) -> Iterator[Seen]:
        rules = read_rules(connections.settings)
        url = connections.settings.delivery_url
        for finding in check_store(connections, store, wanted_topics(rules), url, needs=needs_of(store, rules)):
            yield Seen(finding.store, "good" if finding.is_good else "wrong", finding.text, finding.mend)

    return Look(store.domain, see, "Mend rules.toml first; it says what the store needs.")
