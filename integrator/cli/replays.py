"""Replaying deliveries: one, some, or all that fit; looked at before, at a pace, and stopped when it goes wrong."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from integrator.cli.command import DONE, REFUSED, CommandError, actor_of, add_actor, answer, table
from integrator.cli.one_by_one import add_budget, one_by_one
from integrator.cli.rule_book import read_rules
from integrator.cli.surroundings import connected
from integrator.cli.values import moment
from integrator.cli.waking import dispatcher_of
from integrator.context import Connections
from integrator.intake.preview import preview
from integrator.intake.replay import CannotReplay, replay
from integrator.ledger import deliveries, replays

_FILTERS = ("state", "topic", "store", "since", "until")
_MOST_PARKED = 3
_PREVIEW = ("delivery", "topic", "store", "subject", "would")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare which deliveries, and how."""
    parser.add_argument("deliveries", nargs="*", metavar="DELIVERY", help="our id, or Shopify's webhook id")
    parser.add_argument("--state", default="", help="those in this state: new, handled, ignored or parked")
    parser.add_argument("--topic", default="", help="those of this topic, such as orders/create")
    parser.add_argument("--store", default="", help="those of this store, by domain")
    parser.add_argument("--since", type=moment, help="those received since, such as 2026-11-20T12:00Z")
    parser.add_argument("--until", type=moment, help="those received before")
    parser.add_argument("--loud", action="store_true", help="tell people too; left out, nobody is told")
    add_budget(parser)
    add_actor(parser, required=False)


def replay_deliveries(args: Namespace) -> int:
    """Replay, quietly unless asked otherwise (R28), or say what that would do."""
    with connected() as connections:
        chosen = _chosen(connections, args)
        return _preview(connections, args, chosen) if args.preview else _replay(connections, args, chosen)


def _chosen(connections: Connections, args: Namespace) -> list[Mapping[str, Any]]:
    filters = {name: getattr(args, name) for name in _FILTERS if getattr(args, name)}
    if bool(args.deliveries) == bool(filters):
        raise CommandError("Name deliveries, or say which with --state, --topic, --store, --since or --until.")
    if filters:
        return list(replays.matching(connections.ledger, **filters, limit=args.most))
    found = [(name, deliveries.get(connections.ledger, name)) for name in args.deliveries]
    missing = [name for name, row in found if row is None]
    if missing:
        raise CommandError(f"There is no delivery {', '.join(missing)}.")
    return [row for _, row in found if row is not None]


def _preview(connections: Connections, args: Namespace, chosen: list[Mapping[str, Any]]) -> int:
    rules = read_rules(connections.settings)
    rows = [
        {
            "delivery": row["id"],
            "topic": row["topic"],
            "store": row["store"],
            **preview(connections, rules, row["id"], quiet=not args.loud),
        }
        for row in chosen
    ]
    answer(args, rows, table(rows, _PREVIEW, empty="no delivery fits"))
    return DONE


def _replay(connections: Connections, args: Namespace, chosen: list[Mapping[str, Any]]) -> int:
    actor = actor_of(args)
    dispatcher = dispatcher_of(connections)
    begun = connections.clock.now()

    def do(row: Mapping[str, Any]) -> None:
        look = replay(connections, row["id"], actor=actor, reason=args.reason, quiet=not args.loud)
        dispatcher.look([look])

    def trouble() -> str:
        parked = replays.count_parked(connections.ledger, since=begun)
        return f"{parked} of the replayed ones were parked; see to them first" if parked >= _MOST_PARKED else ""

    outcome = one_by_one(chosen, do, per_minute=args.per_minute, refusals=(CannotReplay,), trouble=trouble)
    answer(args, outcome.as_json(), [outcome.told("replayed" if args.loud else "replayed, quietly")])
    return REFUSED if outcome.refused or outcome.stopped else DONE
