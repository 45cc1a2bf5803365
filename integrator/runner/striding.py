"""The short way from one step to the next, where nothing but the ledger has to be asked: see `ledger.strides`."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from integrator.context import Connections
from integrator.flow import Line, Plan, find_step
from integrator.ledger import cases, runs, steps, strides, taking
from integrator.ledger.audit import Entry
from integrator.ledger.held import Held
from integrator.ledger.runs import Position, wakeup_of
from integrator.ledger.strides import Stride
from integrator.runner import leases
from integrator.runner.claiming import Claim, Performed, key_of, release
from integrator.runner.fitting import misfit_of


def stride(
    connections: Connections, claim: Claim, values: dict[str, Any], value: Any, *, entry: Entry, reach: Collection[str]
) -> Performed | None:
    """Record `value` and move the run on; `None` when the ordinary way has to be taken, and nothing was written."""
    ledger, following = connections.ledger, claim.run.position + 1
    if ledger.is_sqlite:
        return None
    if following == len(claim.plan.lines):
        return _finish(connections, Stride(claim.run, value, values, Position(following, "", ""), entry))
    line = claim.plan.lines[following]
    if line.conditions:
        return None
    chosen = Stride(claim.run, value, values, Position(following, line.key, line.queue), entry)
    if line.queue in reach and _is_plain(line, claim.run):
        return _go_on(connections, claim, chosen, line)
    run = strides.hand_over(ledger, chosen, key=key_of(connections, claim.run, line))
    return None if run is None else Performed("done", [wakeup_of(run)])


def take_plainly(connections: Connections, run_id: str, step: str) -> Claim | Performed | None:
    """Claim `step` of the run and write the intent; `None` when the ordinary way has to be taken."""
    ledger = connections.ledger
    if ledger.is_sqlite:
        return None
    taken = taking.take(ledger, run_id, step=step, worker=leases.WORKER, lease=connections.settings.lease)
    if taken is None:
        return None
    run, plan = taken.run, _plan_of(taken.plan)
    line = plan.lines[run.position]
    misfit = misfit_of(line, run.params)
    if misfit:
        with ledger.write() as connection:
            steps.withdraw(connection, run)
            return release(ledger, connection, run, why=misfit)
    key = key_of(connections, run, line)
    if key != taken.key:
        steps.correct(ledger, run, key=key)
    return Claim(run, taken.case, taken.case_version, plan, line, key, is_unknown=False)


@lru_cache(maxsize=256)
def _plan_of(text: str) -> Plan:
    """Read a plan; the runs of a flow have the same one until a release changes it."""
    return Plan.model_validate_json(text)


def _is_plain(line: Line, run: Held) -> bool:
    """Whether this worker can do the line, and the line waits for nobody, so that what the case says can wait."""
    declared = find_step(line.step)
    return declared is not None and not declared.waits and not misfit_of(line, run.params)


def _go_on(connections: Connections, claim: Claim, chosen: Stride, line: Line) -> Performed | None:
    ledger = connections.ledger
    key = key_of(connections, claim.run, line)
    taken = strides.go_on(ledger, chosen, key=key, worker=leases.WORKER, lease=connections.settings.lease)
    if taken is None:
        return None
    run, version = taken
    case = claim.case
    if version != claim.case_version or run.restart:
        with ledger.read() as connection:
            case, version = cases.get_version(connection, run.case_id, generation=run.generation)
    return Performed("done", following=Claim(run, case, version, claim.plan, line, key, is_unknown=False))


def _finish(connections: Connections, chosen: Stride) -> Performed | None:
    ledger = connections.ledger
    are_waiting = strides.finish(ledger, chosen)
    if are_waiting is None:
        return None
    if not are_waiting:
        return Performed("done")
    with ledger.write() as connection:
        return Performed("done", runs.wake_successors(ledger, connection, chosen.run.id))
