"""
Silence: a store that sends nothing for longer than usual at this hour is asked whether anything happened there.

Usual is what the same hour of the same weekday was like in the last weeks. Before there is enough of that, a plain
setting counts, in business hours.
"""

from datetime import datetime, time, timedelta
from statistics import median

from integrator.clients.errors import RemoteError
from integrator.clients.shopify import between
from integrator.clock import WorkingHours, due
from integrator.context import Connections
from integrator.ledger import deliveries
from integrator.ledger.alarms import clear_alarm, raise_alarm
from integrator.stores import Store
from integrator.sweeps import progress

CODE = "store_silent"

_WEEKS = 4
_ENOUGH = 3
"""Weeks with deliveries before and after this hour that are needed to speak of usual."""

_SHORTEST = timedelta(minutes=30)
"""No silence below this is worth a question, however busy the store is."""


def listen(connections: Connections, store: Store) -> str:
    """Raise or clear the alarm about a silent store; return what was found, in words."""
    now = connections.clock.now()
    last = _last_heard(connections, store)
    if last is None:
        return "the store was never heard nor swept"
    limit = silence_ends(connections, store, last=last, now=now)
    if now < limit:
        _tell(connections, store, silent="")
        return f"heard {last:%Y-%m-%d %H:%M} UTC"
    why = _changes_since(connections, store, last=last, now=now)
    silent = f"{store.domain} sends nothing since {last:%Y-%m-%d %H:%M} UTC; {why}"
    _tell(connections, store, silent=silent if why else "")
    return why or "silent, and nothing happened there"


def silence_ends(connections: Connections, store: Store, *, last: datetime, now: datetime) -> datetime:
    """Return when the silence after `last` is no longer usual."""
    then = [now - timedelta(weeks=week) for week in range(1, _WEEKS + 1)]
    gaps = deliveries.gaps_around(connections.ledger, store.domain, then)
    if len(gaps) >= _ENOUGH:
        usual = timedelta(seconds=median(gap.total_seconds() for gap in gaps))
        return last + max(_SHORTEST, 2 * usual, *gaps)
    hours = WorkingHours(
        weekdays=("mon", "tue", "wed", "thu", "fri", "sat"), start=time(8), end=time(20), time_zone=store.time_zone
    )
    return due(last, connections.settings.silence_after, hours)


def _last_heard(connections: Connections, store: Store) -> datetime | None:
    heard = deliveries.last_heard(connections.ledger, store.domain)
    if heard is not None:
        return heard
    place = progress.read(connections.ledger, store.domain, "orders")
    return place.since if place is not None else None


def _changes_since(connections: Connections, store: Store, *, last: datetime, now: datetime) -> str:
    """Return why the silence is wrong, or empty when nothing happened in the store."""
    grace = connections.settings.sweep_grace
    first, until = last + grace, now - grace
    if first >= until:
        return ""
    try:
        page = connections.shopify(store).list_orders(between("updated_at", first, until))
    except RemoteError as error:
        return f"Shopify cannot be asked what happened there ({error})"
    return "orders changed there meanwhile" if page.orders else ""


def _tell(connections: Connections, store: Store, *, silent: str) -> None:
    ledger = connections.ledger
    with ledger.write() as connection:
        if silent:
            raise_alarm(ledger, connection, code=CODE, about=store.domain, text=silent)
        else:
            clear_alarm(ledger, connection, code=CODE, about=store.domain)
