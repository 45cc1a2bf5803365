"""The hot path: drain, judge, claim, record, relay."""

from datetime import timedelta
from functools import partial

from integrator.flow import Plan
from integrator.intake import drain, judge
from integrator.ledger import events
from integrator.ledger.relay import free_successors, overdue
from integrator.queues import QUEUES
from integrator.runner import carry_on, perform
from tests.bench.scale.watch import Watch, Wrong
from tests.bench.scale.workplace import Workplace

_BATCH = 20
_BATCHES = 3
_CHAINS = 20
_LOST = 64
_LOOKS = 10
_RELAY_AFTER = timedelta(seconds=10)


def drain_deliveries(place: Workplace, watch: Watch) -> None:
    """Take batches of deliveries in; their subjects are judged by the operation that follows."""
    for _ in range(_BATCHES):
        entries = place.delivered(_BATCH)
        with watch.once(_BATCH):
            taken, looks = drain(place.connections, entries, wanted=place.rules.topics)  # type: ignore[arg-type]  # a stand-in
        if (taken, len(looks)) != (_BATCH, _BATCH):
            raise Wrong(f"{_BATCH} deliveries were drained as {taken}, with {len(looks)} subjects")
        place.looks += looks


def judge_subjects(place: Workplace, watch: Watch) -> None:
    """Judge what was drained: cases and runs come to be."""
    for look in place.looks:
        with watch.once():
            wakeups = judge(place.connections, place.rules, look)
        if not wakeups:
            raise Wrong(f"judging {look.subject} began no run")
    place.looks.clear()
    place.put_away()


def go_on(place: Workplace, watch: Watch) -> None:
    """Do chains of four steps, claiming each next step with the record of the one before."""
    for wakeup in place.begun(_CHAINS):
        with watch.once():
            performed = perform(
                place.connections, place.leases, wakeup.run, wakeup.step, reach=partial(frozenset, QUEUES)
            )
        count = 1
        while performed.following is not None:
            with watch.once():
                performed = carry_on(
                    place.connections, place.leases, performed.following, reach=partial(frozenset, QUEUES)
                )
            count += 1
        _require_all(place.plan, count)


def claim_each(place: Workplace, watch: Watch) -> None:
    """Do chains of four steps, each step claimed for a message of its own."""
    for wakeup in place.begun(_CHAINS):
        following, count = [wakeup], 0
        while following:
            with watch.once():
                performed = perform(place.connections, place.leases, following[0].run, following[0].step)
            following, count = list(performed.wakeups), count + 1
        _require_all(place.plan, count)


def relay(place: Workplace, watch: Watch) -> None:
    """Find runs whose message was lost, as the relay does every two seconds."""
    lost = {wakeup.run for wakeup in place.begun(_LOST)}
    for _ in range(_LOOKS):
        place.lose()
        with watch.once():
            free_successors(place.ledger)
            found = overdue(place.ledger, after=_RELAY_AFTER, room=dict.fromkeys(QUEUES, _LOST))
            looks = events.overdue(place.ledger, after=_RELAY_AFTER)
        if lost != {wakeup.run for wakeup in found} or looks:
            raise Wrong(f"of {_LOST} lost runs {len(found)} were found, and {len(looks)} subjects")
    place.put_away()


def _require_all(plan: Plan, count: int) -> None:
    if count != len(plan.lines):
        raise Wrong(f"{count} of {len(plan.lines)} steps were done")
