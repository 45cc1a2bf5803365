"""The balance of a day: each of its orders was judged, waits, or is missing; the missing come in late."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from integrator.clients.shopify import between
from integrator.context import Connections
from integrator.ledger import balances, ticks
from integrator.ledger.alarms import clear_alarm, raise_alarm
from integrator.ledger.events import Look
from integrator.stores import Store
from integrator.sweeps import progress
from integrator.sweeps.compare import compare
from integrator.sweeps.kinds import ORDERS
from integrator.sweeps.progress import Overtaken

CODE = "balance_missing"

_AFTER_MIDNIGHT = timedelta(minutes=30)
"""So that what was ordered before midnight has had its time."""

_TRIES_AGAIN = timedelta(days=3)
"""How many days back a balance with missing orders is drawn again until none is missing."""


class _Draft(BaseModel):
    """A balance that is being drawn, page by page."""

    day: date
    after: str | None = None
    in_shopify: int = 0
    handled: int = 0
    waiting: int = 0
    missing: list[dict[str, str]] = []


def balance_yesterday(connections: Connections, store: Store, *, wanted: frozenset[str]) -> tuple[str, list[Look]]:
    """
    Go on with the balance of the day that has ended in the store's time zone, and with earlier ones that lack orders.

    Returns:
        What was done, in words, and the subjects to judge.
    """
    zone = ZoneInfo(store.time_zone)
    yesterday = (connections.clock.now() - _AFTER_MIDNIGHT).astimezone(zone).date() - timedelta(days=1)
    place = progress.read(connections.ledger, store.domain, "orders")
    if place is None or yesterday < place.since.astimezone(zone).date():
        return "the store has not been swept for a whole day", []
    day = yesterday
    while day > yesterday - _TRIES_AGAIN:
        drawn = balances.find(connections.ledger, store.domain, day.isoformat())
        if drawn is None and day == yesterday:
            return _draw(connections, store, day, wanted=wanted, room=connections.settings.sweep_room)
        if drawn is not None and drawn["missing"]:
            return _draw(connections, store, day, wanted=wanted, room=connections.settings.sweep_room)
        day -= timedelta(days=1)
    return "nothing to balance", []


def balance(connections: Connections, store: Store, day: date, *, wanted: frozenset[str]) -> dict[str, Any]:
    """Draw the balance of `day` to its end, now, and return it as `balances.find` does."""
    told = ""
    while not told.startswith("in Shopify"):
        told, _ = _draw(connections, store, day, wanted=wanted, room=0)
    found = balances.find(connections.ledger, store.domain, day.isoformat())
    if found is None:
        raise LookupError("the balance vanished while it was drawn")
    return found


def _draw(
    connections: Connections, store: Store, day: date, *, wanted: frozenset[str], room: float
) -> tuple[str, list[Look]]:
    """Compare up to as many pages as one look may; write the balance when the last one was compared."""
    ledger, name = connections.ledger, f"balance:{store.domain}"
    was = ticks.get_cursor(ledger, name)
    draft = _draft_of(was, day)
    search = between("created_at", *_span(store, day))
    since = _since(connections, store)
    until = connections.clock.now() - connections.settings.sweep_grace
    shopify = connections.shopify(store)
    looks: list[Look] = []
    for _ in range(connections.settings.sweep_pages):
        if shopify.room < room:
            return "the store's points are left to others", looks
        listed, following = ORDERS.page(shopify, search, draft.after)
        with ledger.write() as connection:
            compared = compare(
                connections,
                connection,
                listed,
                kind=ORDERS,
                store=store.domain,
                wanted=wanted,
                since=since,
                until=until,
            )
            draft = _Draft(
                day=day,
                after=following,
                in_shopify=draft.in_shopify + len(listed),
                handled=draft.handled + compared.handled,
                waiting=draft.waiting + compared.waiting,
                missing=draft.missing + [{"name": one.name, "subject": one.gid} for one in compared.missing],
            )
            to = draft.model_dump(mode="json") if following else {}
            if not ticks.move_cursor(ledger, connection, name, was=was, to=to):
                raise Overtaken(f"{name}: somebody else is at it")
            if following is None:
                _write(connections, connection, store, draft)
        was = to
        looks += [Look(store.domain, one.gid) for one in compared.missing]
        if following is None:
            return _told(draft), looks
    return f"{draft.in_shopify} orders of {day} so far", looks


def _write(connections: Connections, connection: Any, store: Store, draft: _Draft) -> None:
    ledger, about = connections.ledger, f"{store.domain} {draft.day}"
    counts = {"in_shopify": draft.in_shopify, "handled": draft.handled, "waiting": draft.waiting}
    balances.write(
        ledger, connection, store=store.domain, day=draft.day.isoformat(), counts=counts, missing=draft.missing
    )
    if draft.missing:
        text = f"{store.domain}, {draft.day}: {_told(draft)}; the missing are judged now"
        raise_alarm(ledger, connection, code=CODE, about=about, text=text)
    else:
        clear_alarm(ledger, connection, code=CODE, about=about)


def _told(draft: _Draft) -> str:
    return (
        f"in Shopify {draft.in_shopify}, handled {draft.handled}, waiting {draft.waiting}, missing {len(draft.missing)}"
    )


def _span(store: Store, day: date) -> tuple[datetime, datetime]:
    """The first and the last second of a day, whatever the clocks of the store's time zone do on it."""
    zone = ZoneInfo(store.time_zone)
    first = datetime.combine(day, time(0), zone).astimezone(UTC)
    next_day = datetime.combine(day + timedelta(days=1), time(0), zone).astimezone(UTC)
    return first, next_day - timedelta(seconds=1)


def _since(connections: Connections, store: Store) -> datetime:
    place = progress.read(connections.ledger, store.domain, "orders")
    return place.since if place is not None else connections.clock.now()


def _draft_of(value: Any, day: date) -> _Draft:
    draft = _Draft.model_validate(value) if value else _Draft(day=day)
    return draft if draft.day == day else _Draft(day=day)
