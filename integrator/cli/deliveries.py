"""Find deliveries, see what became of them, and raise their events once more."""

from argparse import ArgumentParser, Namespace

from integrator.cli import replays
from integrator.cli.command import DONE, CommandError, add_verb, answer, pick, table, verbs_of
from integrator.cli.surroundings import connected
from integrator.cli.values import count
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
    showing.add_argument("delivery", help="our id, or Shopify's webhook id")
    replays.add_arguments(
        add_verb(verbs, "replay", replays.replay_deliveries, "Raise the events of deliveries once more")
    )


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
