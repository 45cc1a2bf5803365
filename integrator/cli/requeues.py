"""Requeueing runs: those that are named, or all parked ones that fit; looked at before, at a pace, and stoppable."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Any

from integrator.cli.command import DONE, REFUSED, CommandError, actor_of, add_actor, answer, table
from integrator.cli.one_by_one import add_budget, one_by_one
from integrator.cli.surroundings import connected
from integrator.cli.waking import dispatcher_of
from integrator.context import Connections
from integrator.ledger import runs, steps
from integrator.parked import REASONS, code_of, told_of
from integrator.runner import Operation, Refusal, requeue

_FILTERS = ("code", "flow", "store")
_PREVIEW = ("run", "subject_name", "flow", "step", "code", "last_error", "would")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare which runs, and how."""
    parser.add_argument("runs", nargs="*", metavar="RUN", help="run id")
    parser.add_argument("--parked", action="store_true", help="all parked ones that fit, the oldest first")
    parser.add_argument("--code", choices=tuple(REASONS), default="", help="those parked for this reason")
    parser.add_argument("--flow", default="", help="those of this flow, such as workflow.order_review")
    parser.add_argument("--store", default="", help="those of this store, by domain")
    add_budget(parser)
    add_actor(parser, required=False)


def requeue_runs(args: Namespace) -> int:
    """Requeue runs, or say what that would do."""
    with connected() as connections:
        chosen = _chosen(connections, args)
        return _preview(connections, args, chosen) if args.preview else _requeue(connections, args, chosen)


def _chosen(connections: Connections, args: Namespace) -> list[str]:
    filters = {name: getattr(args, name) for name in _FILTERS if getattr(args, name)}
    if bool(args.runs) == args.parked or (filters and not args.parked):
        raise CommandError("Name runs, or say --parked, to which --code, --flow and --store may be added.")
    if args.runs:
        return list(args.runs)
    found = runs.search(connections.ledger, state="parked", **filters, oldest_first=True, limit=args.most)
    return [run["id"] for run in found]


def _preview(connections: Connections, args: Namespace, chosen: list[str]) -> int:
    rows = [_told(connections, run_id) for run_id in chosen]
    answer(args, rows, table(rows, _PREVIEW, empty="no run fits"))
    return DONE


def _told(connections: Connections, run_id: str) -> Mapping[str, Any]:
    with connections.ledger.read() as connection:
        run = runs.get(connection, run_id)
        if run is None:
            raise CommandError(f"There is no run {run_id}.")
    attempts = steps.history(connections.ledger, run_id)
    may_have_happened = any(one["step"] == run.step and one["outcome"] in steps.UNKNOWN for one in attempts)
    again = "look whether it happened, then go on" if may_have_happened else "try it"
    return {
        "run": run_id,
        "subject_name": run.subject_name,
        "flow": run.flow,
        "step": run.step,
        "code": code_of(run.note),
        "last_error": told_of(run.note, attempts).get("last_error", ""),
        "would": again if run.state in {"parked", "running", "waiting"} else f"refuse: it has ended as {run.state}",
    }


def _requeue(connections: Connections, args: Namespace, chosen: list[str]) -> int:
    operation = Operation(actor_of(args), args.reason)
    dispatcher = dispatcher_of(connections)
    outcome = one_by_one(
        chosen,
        lambda run_id: dispatcher.wake(requeue(connections, run_id, operation)),
        per_minute=args.per_minute,
        refusals=(Refusal,),
    )
    answer(args, outcome.as_json(), [outcome.told("requeued")])
    return REFUSED if outcome.refused or outcome.stopped else DONE
