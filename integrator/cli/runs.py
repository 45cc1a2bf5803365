"""Find runs, see what each step did, and put stuck ones back to work."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from integrator.cli import requeues
from integrator.cli.command import (
    DONE,
    REFUSED,
    CommandError,
    actor_of,
    add_actor,
    add_verb,
    answer,
    complain,
    pick,
    table,
    verbs_of,
)
from integrator.cli.surroundings import connected
from integrator.cli.values import count
from integrator.cli.waking import dispatcher_of
from integrator.context import Connections
from integrator.ledger import runs, steps
from integrator.parked import told_of
from integrator.runner import Operation, Refusal, cancel, park, redo, skip

_COLUMNS = ("id", "subject_name", "flow", "state", "step", "failures", "due_at", "late", "note")
_STEP_COLUMNS = ("step", "lap", "attempt", "outcome", "started_at", "ended_at", "error")
_STATES = ("running", "waiting", "done", "cancelled", "superseded", "parked")

Verb = Callable[[Connections, str, Operation], object]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    listing = add_verb(verbs, "list", list_runs, "List runs, newest first")
    listing.add_argument("text", nargs="?", default="", help="run id, order name, Shopify id or case id")
    listing.add_argument("--state", choices=_STATES, default="")
    listing.add_argument("--flow", default="", help="such as workflow.order_review")
    listing.add_argument("--limit", type=count, default=50, help="most rows; default %(default)s")

    showing = add_verb(verbs, "show", show_run, "Show a run with every attempt of its steps")
    showing.add_argument("run", help="run id")

    requeues.add_arguments(
        add_verb(verbs, "requeue", requeues.requeue_runs, "Try runs again from the step they are at")
    )
    for name, action, text in (
        ("skip", skip_steps, "Let parked runs go on without the step they are at"),
        ("park", park_runs, "Put runs out of the way, for a person"),
        ("cancel", cancel_runs, "End runs for good without their remaining steps"),
        ("redo", redo_steps, "Let parked runs go back to a step and do it and what follows again"),
    ):
        changing = add_verb(verbs, name, action, text)
        changing.add_argument("runs", nargs="+", metavar="RUN", help="run id")
        add_actor(changing)
        if name == "redo":
            changing.add_argument("--step", required=True, help="key of a step in the run's plan")


def list_runs(args: Namespace) -> int:
    """List the runs that fit."""
    with connected() as connections:
        found = runs.search(connections.ledger, text=args.text, state=args.state, flow=args.flow, limit=args.limit)
    rows = [pick(row, _COLUMNS) for row in found]
    answer(args, rows, table(rows, _COLUMNS, empty="no runs"))
    return DONE


def show_run(args: Namespace) -> int:
    """Show one run."""
    with connected() as connections:
        ledger = connections.ledger
        with ledger.read() as connection:
            run = runs.get(connection, args.run)
        if run is None:
            raise CommandError(f"There is no run {args.run}.")
        attempts = [pick(row, (*_STEP_COLUMNS, "value", "worker", "key")) for row in steps.history(ledger, run.id)]
    facts = {column: getattr(run, column) for column in (*_COLUMNS, "store", "subject", "case_id", "created_at")}
    facts |= told_of(str(run.note), attempts) if run.state == "parked" else {}
    facts["flower"] = f"{connections.settings.flower_url}/task/{run.id}.{run.step}.{run.attempts}" if run.step else ""
    plan = [line["key"] for line in run.plan["lines"]]
    lines = [f"{name:<14}{'' if value is None else value}" for name, value in facts.items()]
    lines += [f"{'plan':<14}{', '.join(plan)}", "", *table(attempts, _STEP_COLUMNS, empty="no attempt yet")]
    answer(args, facts | {"plan": plan, "steps": attempts}, lines)
    return DONE


def skip_steps(args: Namespace) -> int:
    """Skip the present step of each run."""
    return _change(args, skip, "goes on without its step")


def park_runs(args: Namespace) -> int:
    """Park each run."""
    return _change(args, park, "parked")


def cancel_runs(args: Namespace) -> int:
    """Cancel each run."""
    return _change(args, cancel, "cancelled")


def redo_steps(args: Namespace) -> int:
    """Send each run back to a step."""
    return _change(args, partial(redo, step=args.step), f"goes back to {args.step}")


def _change(args: Namespace, verb: Verb, done: str) -> int:
    """Do `verb` to each run on its own; a refusal is told and does not stop the others."""
    operation = Operation(actor_of(args), args.reason)
    outcomes: list[Mapping[str, Any]] = []
    with connected() as connections:
        for run in args.runs:
            try:
                wakeups = verb(connections, run, operation)
            except Refusal as refusal:
                complain(str(refusal))
                outcomes.append({"run": run, "done": False, "why": str(refusal)})
                continue
            dispatcher_of(connections).wake(wakeups if isinstance(wakeups, list) else [])
            outcomes.append({"run": run, "done": True, "why": ""})
    answer(args, outcomes, [f"{one['run']} {done}" for one in outcomes if one["done"]])
    return DONE if all(one["done"] for one in outcomes) else REFUSED
