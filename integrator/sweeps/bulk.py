"""
A large window is left to Shopify: it works on the query by itself, and we fetch a file when it is done.

Wanted, named, looked at, read: each step is written down before the next, so that a crash anywhere is gone on from. An
operation whose id was lost is found again by its search. Whatever goes wrong, the round goes on page by page.
"""

from datetime import timedelta
from itertools import islice

import structlog

from integrator.clients.errors import Garbled, Refused, RemoteError, Unauthorized
from integrator.clients.shopify import BulkOperation
from integrator.ledger.alarms import clear_alarm, raise_alarm
from integrator.sweeps.kinds import seen_order
from integrator.sweeps.progress import BulkPlace, Progress, Round
from integrator.sweeps.sweep import Sweep, at

log = structlog.get_logger(__name__)

_BATCH = 200
"""Orders that are compared in one transaction."""

_SKEW = timedelta(minutes=5)
"""How far Shopify's clock may be behind ours."""

_PATIENCE = timedelta(hours=6)
"""How long an operation may take; Shopify itself allows ten days. Contract api, 8. [documented]"""

_CODE = "sweep_bulk_failed"


def begin_bulk(sweep: Sweep, present: Progress, here: Round) -> Progress:
    """Write down that a bulk operation is wanted from the newest change on that was compared."""
    search = sweep.kind.search(here.newest or here.first)
    place = BulkPlace(search=search, wanted_at=sweep.connections.clock.now())
    return sweep.move(present, at(present, here.model_copy(update={"bulk": place})))


def go_on_in_bulk(sweep: Sweep, present: Progress, here: Round) -> str:
    """Do the next thing about the operation; return what was done, in words."""
    place = here.bulk
    if place is None:
        raise ValueError("the round has no bulk operation")
    if not place.id:
        return _begin(sweep, present, here, place)
    operation = sweep.shopify.find_bulk(place.id)
    if operation is not None and operation.is_under_way:
        if not _is_too_late(sweep, here):
            return "a bulk operation is under way"
        return _give_up(sweep, present, here, f"took longer than {_PATIENCE}")
    if operation is None or operation.status != "COMPLETED":
        why = "is not known any more" if operation is None else f"ended as {operation.status} {operation.error}".strip()
        return _give_up(sweep, present, here, why)
    return _read(sweep, present, here, operation)


def _begin(sweep: Sweep, present: Progress, here: Round, place: BulkPlace) -> str:
    """Start the operation, or find the one that was started before its id could be written down."""
    operation = sweep.shopify.recent_bulk(place.search, since=place.wanted_at - _SKEW)
    if operation is None:
        try:
            operation = sweep.shopify.run_bulk(place.search)
        except Refused as refused:
            return _give_up(sweep, present, here, f"was refused: {', '.join(refused.codes) or 'no code'}")
    known = here.model_copy(update={"bulk": place.model_copy(update={"id": operation.id})})
    sweep.move(present, at(present, known))
    return "a bulk operation was begun"


def _read(sweep: Sweep, present: Progress, here: Round, operation: BulkOperation) -> str:
    """Compare what the file holds, batch by batch; each batch is a transaction that remembers its last line."""
    try:
        present = _read_batches(sweep, present, operation)
    except RemoteError as error:
        if not isinstance(error, Garbled | Unauthorized | Refused) and not _is_too_late(sweep, here):
            raise
        present = sweep.read() or present
        return _give_up(sweep, present, present.round or here, f"left a file that cannot be read ({error})")
    ended = sweep.take(present, present.round or here, (), is_over=True)
    ledger = sweep.connections.ledger
    with ledger.write() as connection:
        clear_alarm(ledger, connection, code=_CODE, about=sweep.store.domain)
    return f"{ended.seen} compared in bulk, {ended.found} missed"


def _read_batches(sweep: Sweep, present: Progress, operation: BulkOperation) -> Progress:
    here = present.round
    if here is None or here.bulk is None or not operation.url:
        return present  # An operation that found nothing has no file.
    found = sweep.shopify.bulk_orders(operation.url, after=here.bulk.line)
    while (batch := list(islice(found, _BATCH))) and here is not None and here.bulk is not None:
        place = here.bulk.model_copy(update={"line": batch[-1][0]})
        to = here.model_copy(update={"bulk": place})
        present = sweep.take(present, to, [seen_order(order) for _, order in batch], is_over=False)
        here = present.round
    return present


def _is_too_late(sweep: Sweep, here: Round) -> bool:
    return here.bulk is not None and sweep.connections.clock.now() - here.bulk.wanted_at >= _PATIENCE


def _give_up(sweep: Sweep, present: Progress, here: Round, why: str) -> str:
    """Go back to pages for the rest of this round, and tell people."""
    text = f"the bulk operation of {sweep.store.domain} {why}; the sweep goes on page by page"
    log.warning("bulk operation given up", store=sweep.store.domain, reason=why)
    ledger = sweep.connections.ledger
    with ledger.write() as connection:
        raise_alarm(ledger, connection, code=_CODE, about=sweep.store.domain, text=text, severity="warning")
    sweep.move(present, at(present, here.model_copy(update={"bulk": None, "no_bulk": True})))
    return text
