"""
Reconciling a store: rounds over what changed, each in looks of a few pages, so that nobody waits.

A page and the new place of the sweep are written in one transaction. Whatever dies in between repeats a page, which
changes nothing, because a state that was raised is not raised again.
"""

from datetime import datetime

from integrator.clients.errors import Refused, RemoteError
from integrator.context import Connections
from integrator.ledger.events import Look
from integrator.stores import Store
from integrator.sweeps.bulk import begin_bulk, go_on_in_bulk
from integrator.sweeps.kinds import Kind
from integrator.sweeps.progress import Overtaken, Progress, Round
from integrator.sweeps.sweep import Sweep, at

_DEEPEST = 400
"""
Pages after which a list is begun anew: Shopify pages through 25,000 objects at most.

Source: contracts/shopify/api, 5. [documented]
"""


def reconcile(
    connections: Connections, store: Store, kind: Kind, *, wanted: frozenset[str], backlog: bool = False
) -> tuple[str, list[Look]]:
    """
    Go on with a sweep by one look; return what was done, in words, and the subjects to judge.

    Args:
        connections: of this process.
        store: to sweep.
        kind: what of it.
        wanted: topics that some rule listens to.
        backlog: whether deliveries wait to be taken in, which would all look missed.

    Raises:
        RemoteError: Shopify cannot be asked; the next look goes on from the same place.
    """
    sweep = Sweep(connections, store, kind, wanted)
    try:
        told = _look(sweep, backlog=backlog)
    except Overtaken as error:
        return str(error), sweep.looks
    except RemoteError:
        sweep.tell_if_late()
        raise
    sweep.tell_if_late()
    return told, sweep.looks


def _look(sweep: Sweep, *, backlog: bool) -> str:
    if not sweep.wanted:
        return "no rule listens to anything"
    now = sweep.connections.clock.now()
    every = sweep.kind.every(sweep.connections.settings)
    present = sweep.read() or sweep.move(None, Progress(since=now, mark=now))
    if present.round is None:
        if present.done_at and now < present.done_at + every:
            return "not due"
        if backlog and (present.waiting_since or now) > now - every:
            waiting = {"waiting_since": present.waiting_since or now}
            sweep.move(present, present.model_copy(update=waiting))
            return "waits for deliveries to be taken in"
        present = sweep.move(present, at(present, _new_round(sweep, present, now)))
    return _go_on(sweep, present)


def _new_round(sweep: Sweep, present: Progress, now: datetime) -> Round:
    settings = sweep.connections.settings
    reach = sweep.kind.reach(settings)
    # What a store had before it was first swept is not read again: nobody promised to look at it.
    first = present.mark - reach if sweep.kind.follows else max(now - reach, present.since)
    return Round(first=first, until=now - settings.sweep_grace)


def _go_on(sweep: Sweep, present: Progress) -> str:
    settings, pages = sweep.connections.settings, 0
    while (here := present.round) is not None:
        if sweep.shopify.room < settings.sweep_room:
            return "the store's points are left to others"
        if here.bulk is not None:
            return go_on_in_bulk(sweep, present, here)
        if pages == settings.sweep_pages:
            return f"{here.pages} pages, more to come"
        is_large = sweep.kind.may_be_bulk and here.pages >= settings.sweep_bulk_pages > 0 and not here.no_bulk
        if is_large:
            present = begin_bulk(sweep, present, here)
            continue
        present, pages = _page(sweep, present, here), pages + 1
    return f"{present.seen} compared, {present.found} missed"


def _page(sweep: Sweep, present: Progress, here: Round) -> Progress:
    """Compare one page and move on."""
    kind = sweep.kind
    try:
        listed, following = kind.page(sweep.shopify, kind.search(here.first), here.after)
    except Refused:
        if here.after is None:
            raise
        # The cursor is no longer known: go on from the newest change that was compared.
        anew = {"first": here.newest or here.first, "after": None}
        return sweep.move(present, at(present, here.model_copy(update=anew)))
    is_deep = (here.pages + 1) % _DEEPEST == 0
    newest = max((one.updated_at for one in listed if one.updated_at <= here.until), default=here.newest)
    # Oldest change first: behind one that is too young for this round there are only younger ones.
    is_past = kind.follows and any(one.updated_at > here.until for one in listed)
    to = here.model_copy(update={"after": following, "pages": here.pages + 1})
    if kind.follows:
        to = to.model_copy(update={"newest": newest})
        if is_deep and newest and newest > here.first:
            to = to.model_copy(update={"after": None, "first": newest})
    is_over = following is None or is_past or (is_deep and not kind.follows)
    return sweep.take(present, to, listed, is_over=is_over)
