"""
The watch over webhook subscriptions: Shopify deletes those whose deliveries failed for hours, and they are made again.

Only subscriptions made over the API can be seen. Where the app declares them in its configuration file the watch is to
be switched off (`INTEGRATOR_WATCH_SUBSCRIPTIONS=PT0S`), or each delivery comes twice.

Source: contracts/shopify/webhooks, 4 and 7. [documented]
"""

from collections.abc import Sequence

import structlog

from integrator.clients.errors import Refused, Unauthorized
from integrator.clients.shopify import Subscription
from integrator.context import Connections
from integrator.ledger.alarms import clear_alarm, raise_alarm
from integrator.ledger.audit import Entry, append
from integrator.stores import Store

log = structlog.get_logger(__name__)

CODE = "subscription_missing"


def watch_subscriptions(connections: Connections, store: Store, topics: Sequence[str], url: str) -> str:
    """
    Make the missing subscriptions of a store again; return what was done, in words.

    The alarm is raised when something was missing, and cleared by the next look that finds everything there.

    Raises:
        RemoteError: Shopify cannot be asked at all.
    """
    shopify = connections.shopify(store)
    present = shopify.subscriptions()
    missing = [topic for topic in topics if not _is_heard(present, topic, url)]
    made: list[str] = []
    failed: dict[str, str] = {}
    for topic in missing:
        try:
            made.append(shopify.subscribe(topic, url).topic)
        except (Refused, Unauthorized) as error:
            failed[topic] = str(error)
    _tell(connections, store, missing=missing, failed=failed, elsewhere=_elsewhere(present, missing))
    if not missing:
        return f"{len(topics)} subscriptions are there"
    log.warning("subscriptions were missing", store=store.domain, missing=missing, failed=sorted(failed))
    return f"{len(missing)} were missing, {len(made)} made again"


def _is_heard(present: Sequence[Subscription], topic: str, url: str) -> bool:
    return any(one.is_for(topic) and one.uri == url for one in present)


def _elsewhere(present: Sequence[Subscription], missing: Sequence[str]) -> list[str]:
    """Return the topics that somebody has pointed to another address; theirs is left alone."""
    return [topic for topic in missing if any(one.is_for(topic) for one in present)]


def _tell(
    connections: Connections, store: Store, *, missing: Sequence[str], failed: dict[str, str], elsewhere: Sequence[str]
) -> None:
    ledger = connections.ledger
    with ledger.write() as connection:
        if not missing:
            clear_alarm(ledger, connection, code=CODE, about=store.domain)
            return
        for topic in missing:
            action = "subscription.failed" if topic in failed else "subscription.made"
            why = "pointed elsewhere" if topic in elsewhere else "missing in Shopify"
            append(
                ledger,
                connection,
                Entry(
                    actor="sweep",
                    action=action,
                    store=store.domain,
                    reason=why,
                    detail={"topic": topic} | ({"error": failed[topic]} if topic in failed else {}),
                ),
            )
        text = f"{store.domain} did not send {', '.join(missing)} any more"
        text += f"; not to be made again: {', '.join(failed)}" if failed else "; subscribed again"
        raise_alarm(ledger, connection, code=CODE, about=store.domain, text=text)
