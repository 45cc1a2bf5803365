"""What people look for: search by name and number, lists, one run with its steps and audit."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from integrator.ledger import audit, cases, decisions, deliveries, replays, runs, sightings, steps
from tests.bench.scale.watch import Watch, Wrong
from tests.bench.scale.workplace import Workplace

Search = Callable[[Workplace, str], list[dict[str, Any]]]
Look = Callable[[Workplace, Watch], None]
_LISTS = 5


def by_name(search: Search, *, digits: bool = False) -> Look:
    """Look for orders by name, as people type it: `#1001`, or only the digits."""

    def look(place: Workplace, watch: Watch) -> None:
        for name in place.names:
            with watch.once():
                found = search(place, name[1:] if digits else name)
            if any(row["subject_name"] != name for row in found) or bool(found) != bool(place.size):
                raise Wrong(f"the search for {name} found {[row['subject_name'] for row in found]}")

    return look


def by_webhook(place: Workplace, watch: Watch) -> None:
    """Look for deliveries by Shopify's webhook id."""
    for webhook in place.webhooks:
        with watch.once():
            found = deliveries.get(place.ledger, webhook)
        if (found is not None) != bool(place.size):
            raise Wrong(f"the delivery {webhook} was {'not ' if place.size else ''}found")


def one_run(place: Workplace, watch: Watch) -> None:
    """Show single runs: their steps, their audit, the decisions of their case."""
    for name in place.names[:10]:
        found = runs.search(place.ledger, text=name)
        for run in found[:1]:
            with watch.once():
                runs.search(place.ledger, text=run["case_id"])
                attempts = steps.history(place.ledger, run["id"])
                entries = audit.find(place.ledger, run_id=run["id"])
                audit.find(place.ledger, case_id=run["case_id"])
                decisions.of_case(place.ledger, run["case_id"])
            if not attempts or not entries:
                raise Wrong(f"the run {run['id']} has {len(attempts)} attempts and {len(entries)} audit entries")


def listing(read: Callable[[Workplace], object]) -> Look:
    """Ask for a list several times."""

    def look(place: Workplace, watch: Watch) -> None:
        for _ in range(_LISTS):
            with watch.once():
                read(place)

    return look


SEARCHES: Mapping[str, Look] = {
    "runs by name": by_name(lambda place, text: runs.search(place.ledger, text=text)),
    "runs by digits": by_name(lambda place, text: runs.search(place.ledger, text=text), digits=True),
    "cases by name": by_name(lambda place, text: cases.search(place.ledger, text=text, state="")),
    "delivery by webhook": by_webhook,
    "one run": one_run,
}

LISTS: Mapping[str, Look] = {
    "runs": listing(lambda place: runs.search(place.ledger)),
    "runs, parked": listing(lambda place: runs.search(place.ledger, state="parked")),
    "runs, done": listing(lambda place: runs.search(place.ledger, state="done")),
    "runs of a flow": listing(lambda place: runs.search(place.ledger, flow="workflow.order_review")),
    "runs by code": listing(lambda place: runs.search(place.ledger, state="parked", code="crashes", oldest_first=True)),
    "cases, open": listing(lambda place: cases.search(place.ledger)),
    "cases, all": listing(lambda place: cases.search(place.ledger, state="")),
    "deliveries": listing(lambda place: deliveries.search(place.ledger)),
    "deliveries, parked": listing(lambda place: deliveries.search(place.ledger, state="parked")),
    "deliveries of a topic": listing(lambda place: deliveries.search(place.ledger, topic="orders/cancelled")),
    "deliveries to replay": listing(lambda place: replays.matching(place.ledger, since=_yesterday(), limit=100)),
    "audit": listing(lambda place: audit.find(place.ledger)),
    "audit of an action": listing(lambda place: audit.find(place.ledger, action="run.requeued")),
    "found late": listing(lambda place: sightings.found_late(place.ledger)),
    "replays parked": listing(lambda place: replays.count_parked(place.ledger, since=_yesterday())),
}


def _yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)
