"""Balances: for each store and day how many orders Shopify had, and which of them nobody had looked at."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from integrator.ledger.database import Ledger, rows
from integrator.ledger.inserts import replacing
from integrator.ledger.tables import balances

_COUNTED = ("in_shopify", "handled", "waiting")
_WRITE = replacing(balances, key=("store", "day"), columns=(*_COUNTED, "missing", "at"))


def write(
    ledger: Ledger,
    connection: Connection,
    *,
    store: str,
    day: str,
    counts: Mapping[str, int],
    missing: Sequence[Mapping[str, str]],
) -> None:
    """
    Write the balance of a day, in the place of an earlier one.

    Args:
        ledger: of `connection`.
        connection: an open transaction.
        store: its domain.
        day: ISO date, in the store's time zone.
        counts: `in_shopify`, `handled` and `waiting`.
        missing: `name` and `subject` of each order that nobody had looked at.
    """
    new = {**counts, "missing": [dict(one) for one in missing], "at": ledger.now(connection)}
    _WRITE.write(connection, {"store": store, "day": day, **new})


def find(ledger: Ledger, store: str, day: str) -> dict[str, Any] | None:
    """Return the balance of a day, if it was drawn."""
    query = select(balances).where(balances.c.store == store, balances.c.day == day)
    with ledger.read() as connection:
        return next(iter(rows(connection.execute(query))), None)


def latest(ledger: Ledger, store: str, *, limit: int = 7) -> list[dict[str, Any]]:
    """Return the newest balances of a store, newest day first."""
    query = select(balances).where(balances.c.store == store).order_by(balances.c.day.desc()).limit(limit)
    with ledger.read() as connection:
        return rows(connection.execute(query))
