"""See how far the sweeps are, what they found, and draw the balance of a day."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from integrator.cli.command import DONE, REFUSED, CommandError, actor_of, add_actor, add_verb, answer, table, verbs_of
from integrator.cli.rule_book import read_rules, wanted_topics
from integrator.cli.surroundings import choose_store, connected, read_settings, require_redis
from integrator.cli.values import count, moment
from integrator.cli.waking import dispatcher_of
from integrator.context import Connections
from integrator.ledger import balances, sightings
from integrator.ledger.audit import Entry, append
from integrator.ledger.events import Look
from integrator.stores import Store
from integrator.sweeps import KINDS, ORDERS, balance, progress

_COLUMNS = ("store", "sweep", "compared_until", "last_end", "seen", "missed", "now")
_FOUND_COLUMNS = ("occurred_at", "store", "subject", "state", "outcome")
_BALANCE_COLUMNS = ("store", "day", "in_shopify", "handled", "waiting", "missing")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    add_verb(verbs, "list", list_sweeps, "List how far each sweep is, and the last balances")

    finding = add_verb(verbs, "found", list_found, "List what only a sweep found, newest first")
    finding.add_argument("--store", default="", help="domain")
    finding.add_argument("--limit", type=count, default=50, help="most rows; default %(default)s")

    drawing = add_verb(verbs, "balance", draw_balance, "Compare a day's orders in Shopify with what was judged, now")
    drawing.add_argument("--store", help="domain; left out: the only store")
    drawing.add_argument("--day", type=date.fromisoformat, help="in the store's time zone; left out: yesterday")

    rewinding = add_verb(verbs, "rewind", rewind, "Let the sweep of a store begin further back")
    rewinding.add_argument("--store", help="domain; left out: the only store")
    rewinding.add_argument("--since", type=moment, required=True, help="such as 2026-11-20T12:00Z")
    add_actor(rewinding)


def list_sweeps(args: Namespace) -> int:
    """List the sweeps of all stores, with the balances of the last days."""
    with connected() as connections:
        places = [_place(connections, store, kind.name) for store in connections.stores.values() for kind in KINDS]
        drawn = [
            _shown(row) for store in connections.stores for row in balances.latest(connections.ledger, store, limit=3)
        ]
    lines = [*table(places, _COLUMNS, empty="no stores"), "", *table(drawn, _BALANCE_COLUMNS, empty="no balance yet")]
    answer(args, {"sweeps": places, "balances": drawn}, lines)
    return DONE


def list_found(args: Namespace) -> int:
    """List the events that sweeps raised."""
    with connected() as connections:
        found = sightings.found_late(connections.ledger, store=args.store, limit=args.limit)
    answer(args, found, table(found, _FOUND_COLUMNS, empty="nothing was missed"))
    return DONE


def draw_balance(args: Namespace) -> int:
    """Draw a balance; 1 when orders are missing, which are looked at from here on."""
    settings = read_settings()
    require_redis(settings)
    wanted = frozenset(wanted_topics(read_rules(settings)))
    with connected(settings) as connections:
        store = choose_store(connections.stores, args.store)
        day = args.day or _yesterday(store)
        drawn = balance(connections, store, day, wanted=wanted)
        dispatcher_of(connections).look(Look(store.domain, one["subject"]) for one in drawn["missing"])
    counts = f"in Shopify {drawn['in_shopify']}, handled {drawn['handled']}, waiting {drawn['waiting']}"
    lines = [
        f"{store.domain}, {day}: {counts}, missing {len(drawn['missing'])}",
        *(f"missing  {one['name']}  {one['subject']}" for one in drawn["missing"]),
    ]
    answer(args, drawn, lines)
    return REFUSED if drawn["missing"] else DONE


def rewind(args: Namespace) -> int:
    """Set the mark of the sweep over changed orders back; what was judged since is not raised again."""
    actor = actor_of(args)
    with connected() as connections:
        store, ledger = choose_store(connections.stores, args.store), connections.ledger
        with ledger.write() as connection:
            to = progress.rewind(ledger, connection, store.domain, ORDERS.name, to=args.since)
            if to is None:
                raise CommandError(f"{store.domain} has not been swept yet; the first round begins by itself.")
            entry = Entry(
                actor=actor,
                action="sweep.rewound",
                store=store.domain,
                reason=args.reason,
                detail={"since": to.mark.isoformat()},
            )
            append(ledger, connection, entry)
    told = f"{store.domain} is swept from {to.mark:%Y-%m-%d %H:%M} UTC on"
    answer(args, {"store": store.domain, "since": to.mark}, [told])
    return DONE


def _place(connections: Connections, store: Store, kind: str) -> dict[str, Any]:
    here = progress.read(connections.ledger, store.domain, kind)
    under_way = here.round if here else None
    now = "not begun" if here is None else "resting"
    if under_way is not None:
        now = "bulk operation" if under_way.bulk else f"page {under_way.pages}"
    return {
        "store": store.domain,
        "sweep": kind,
        "compared_until": here.mark if here else None,
        "last_end": here.done_at if here else None,
        "seen": here.seen if here else 0,
        "missed": here.found if here else 0,
        "now": now,
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "missing": [one["name"] for one in row["missing"]] or 0}


def _yesterday(store: Store) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(store.time_zone)).date() - timedelta(days=1)
