"""Find deliveries, see what became of them, and raise their events once more."""

from argparse import ArgumentParser, Namespace

from integrator.cli.command import (
    DONE,
    CommandError,
    actor_of,
    add_actor,
    add_verb,
    answer,
    pick,
    table,
    verbs_of,
)
from integrator.cli.surroundings import connected
from integrator.cli.values import count
from integrator.cli.waking import dispatcher_of
from integrator.intake.replay import replay
from integrator.ledger import deliveries, events

_COLUMNS = ("id", "received_at", "store", "topic", "state", "duplicates", "note")
_FACTS = (*_COLUMNS, "webhook_id", "event_id", "triggered_at", "api_version", "journal", "body_hash")
_EVENT_COLUMNS = ("id", "source", "subject", "state", "outcome", "occurred_at")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    listing = add_verb(verbs, "list", list_deliveries, "List deliveries, newest first")
    listing.add_argument("--state", default="", help="new, handled, ignored or parked")
    listing.add_argument("--topic", default="", help="such as orders/create")
    listing.add_argument("--store", default="", help="domain")
    listing.add_argument("--limit", type=count, default=50, help="most rows; default %(default)s")

    showing = add_verb(verbs, "show", show_delivery, "Show a delivery, its body excepted, and its events")
    replaying = add_verb(verbs, "replay", replay_delivery, "Raise the event of a delivery once more")
    for verb in (showing, replaying):
        verb.add_argument("delivery", help="our id, or Shopify's webhook id")
    replaying.add_argument("--loud", action="store_true", help="tell people too; left out, nobody is told")
    add_actor(replaying)


def list_deliveries(args: Namespace) -> int:
    """List the deliveries that fit."""
    with connected() as connections:
        found = deliveries.search(
            connections.ledger, state=args.state, topic=args.topic, store=args.store, limit=args.limit
        )
    rows = [pick(row, _COLUMNS) for row in found]
    answer(args, rows, table(rows, _COLUMNS, empty="no deliveries"))
    return DONE


def show_delivery(args: Namespace) -> int:
    """Show one delivery; of the body, which holds personal data, only the size."""
    with connected() as connections:
        ledger = connections.ledger
        row = deliveries.get(ledger, args.delivery)
        if row is None:
            raise CommandError(f"There is no delivery {args.delivery}.")
        raised = [
            {column: getattr(event, column) for column in _EVENT_COLUMNS}
            for event in events.of_delivery(ledger, row["id"])
        ]
    facts = pick(row, _FACTS) | {"sealed_bytes": len(row["body"])}
    lines = [f"{name:<14}{value}" for name, value in facts.items()]
    lines += ["", *table(raised, _EVENT_COLUMNS, empty="no event")]
    answer(args, facts | {"events": raised}, lines)
    return DONE


def replay_delivery(args: Namespace) -> int:
    """Replay, quietly unless asked otherwise (R28)."""
    actor = actor_of(args)
    with connected() as connections:
        look = replay(connections, args.delivery, actor=actor, reason=args.reason, quiet=not args.loud)
        dispatcher_of(connections).look([look])
    answer(
        args,
        {"store": look.store, "subject": look.subject, "quiet": not args.loud},
        [f"{look.subject} of {look.store} is looked at again{'' if args.loud else ', quietly'}"],
    )
    return DONE
