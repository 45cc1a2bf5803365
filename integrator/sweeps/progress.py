"""How far a sweep has come: one row of `cursors` per store and kind, moved only by whoever knows its present place."""

from datetime import datetime

from pydantic import BaseModel

from integrator.ledger import ticks
from integrator.ledger.database import Connection, Ledger


class BulkPlace(BaseModel):
    """Where a bulk operation stands."""

    search: str
    """What is looked for; it also finds the operation again when its id got lost."""
    wanted_at: datetime
    id: str = ""
    """Empty until Shopify has named it."""
    line: int = 0
    """Lines of the file that are compared."""


class Round(BaseModel):
    """One pass over what changed, in as many looks as it takes."""

    first: datetime
    until: datetime
    """Later changes belong to the next round: their webhooks may still be under way."""
    after: str | None = None
    """Shopify's cursor of the next page."""
    newest: datetime | None = None
    """The latest `updated_at` that was compared."""
    pages: int = 0
    seen: int = 0
    found: int = 0
    bulk: BulkPlace | None = None
    no_bulk: bool = False
    """A bulk operation failed in this round; it goes on page by page."""


class Progress(BaseModel):
    """What a cursor holds."""

    since: datetime
    """When the store was first swept."""
    mark: datetime
    """Everything that changed until then was compared."""
    done_at: datetime | None = None
    round: Round | None = None
    seen: int = 0
    found: int = 0
    """Of the last round that ended."""
    waiting_since: datetime | None = None
    """Since when the round waits for deliveries that lie in the stream."""


class Overtaken(Exception):
    """Somebody else moved the sweep on meanwhile; nothing was written."""


def name_of(store: str, kind: str) -> str:
    return f"sweep:{kind}:{store}"


def read(ledger: Ledger, store: str, kind: str) -> Progress | None:
    """Return where the sweep stands; None before its first look."""
    value = ticks.get_cursor(ledger, name_of(store, kind))
    return Progress.model_validate(value) if value is not None else None


def move(ledger: Ledger, connection: Connection, store: str, kind: str, *, was: Progress | None, to: Progress) -> None:
    """Write the next place in the open transaction; raises `Overtaken` when the sweep is not where it `was`."""
    before = was.model_dump(mode="json") if was is not None else None
    if not ticks.move_cursor(ledger, connection, name_of(store, kind), was=before, to=to.model_dump(mode="json")):
        raise Overtaken(f"{kind} of {store}: somebody else is at it")


def rewind(ledger: Ledger, connection: Connection, store: str, kind: str, *, to: datetime) -> Progress | None:
    """Set a sweep's mark back, in the open transaction; return its new place, or `None` before its first look."""
    present = read(ledger, store, kind)
    if present is None:
        return None
    place = present.model_copy(update={"mark": min(present.mark, to), "done_at": None, "round": None})
    move(ledger, connection, store, kind, was=present, to=place)
    return place
