"""Starting the flows of a case: one run per case, flow and generation, however often it is asked for."""

from collections.abc import Sequence

from integrator.cases import Case
from integrator.events.order import Order
from integrator.intake.findings import Start
from integrator.ledger import runs
from integrator.ledger.database import Connection, Ledger
from integrator.ledger.ids import idempotency_key
from integrator.ledger.runs import NewRun, Wakeup
from integrator.runner.advance import next_position


def start_runs(
    ledger: Ledger, connection: Connection, case: Case, starts: Sequence[Start], *, quiet: bool, installation: str
) -> list[Wakeup]:
    """Create the runs that do not exist yet, in the order protect, record, ask, tell."""
    order = Order(store=case.store, id=case.subject, name=case.subject_name)
    wakeups = []
    for start in sorted(starts, key=lambda start: start.flow.decides or 99):
        plan = start.flow.plan
        first, _ = next_position(plan, 0, case=case, order=order, params=start.params, values={})
        new = NewRun(
            flow=start.flow.name,
            flow_version=plan.version,
            store=case.store,
            subject=case.subject,
            subject_name=case.subject_name,
            case_id=case.id,
            generation=case.generation,
            plan=plan.model_dump(mode="json"),
            params=start.params,
            first_step=first.step,
            first_queue=first.queue,
            first_key=idempotency_key(
                installation, store=case.store, scope=case.id, step=first.step, generation=case.generation
            ),
            position=first.position,
            quiet=quiet,
        )
        wakeup = runs.create(ledger, connection, new)
        if wakeup:
            wakeups.append(wakeup)
    return wakeups


def adjust_runs(connection: Connection, case: Case, starts: Sequence[Start], *, quiet: bool, tightened: bool) -> None:
    """
    Let the open runs of a case that became more severe go on with the stricter rule's parameters, such as its team.

    A run that began quietly, by a replay, speaks from now on when something real happened.
    """
    for start in starts:
        runs.adjust(connection, case.id, flow=start.flow.name, params=start.params if tightened else None, quiet=quiet)
