"""Find cases, see what they are about, decide and assign them."""

from argparse import ArgumentParser, Namespace

from integrator.case_desk import assign, decide
from integrator.cases import Case
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
from integrator.context import Connections
from integrator.ledger import cases, decisions, runs
from integrator.runner import Operation

_COLUMNS = ("id", "subject_name", "concern", "state", "severity", "team", "due_at", "outcome", "late", "attention")
_REASON_COLUMNS = ("word", "severity", "seen", "rule", "rule_version")
_DECISION_COLUMNS = ("decided_at", "word", "standing", "decided_by", "reason", "source")
_RUN_COLUMNS = ("id", "flow", "state", "step", "note")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    listing = add_verb(verbs, "list", list_cases, "List cases, oldest first")
    listing.add_argument("text", nargs="?", default="", help="case id, order name or Shopify id")
    listing.add_argument("--state", choices=["open", "closed", "all"], default="open")
    listing.add_argument("--limit", type=count, default=50, help="most rows; default %(default)s")

    showing = add_verb(verbs, "show", show_case, "Show a case with its reasons, decisions and runs")
    deciding = add_verb(verbs, "decide", decide_case, "Decide an open case in the place of its team")
    assigning = add_verb(verbs, "assign", assign_case, "Give an open case to another team")
    for verb in (showing, deciding, assigning):
        verb.add_argument("case", help="case id, or an order name with one open case")
    deciding.add_argument("word", help="such as release, cancel, correct, request_info")
    assigning.add_argument("team", help="name of the team")
    add_actor(deciding)
    add_actor(assigning)


def list_cases(args: Namespace) -> int:
    """List the cases that fit."""
    state = "" if args.state == "all" else args.state
    with connected() as connections:
        found = cases.search(connections.ledger, text=args.text, state=state, limit=args.limit)
    rows = [pick(row, _COLUMNS) for row in found]
    answer(args, rows, table(rows, _COLUMNS, empty="no cases"))
    return DONE


def show_case(args: Namespace) -> int:
    """Show one case."""
    with connected() as connections:
        ledger = connections.ledger
        case = _find(connections, args.case)
        decided = [pick(row, _DECISION_COLUMNS) for row in decisions.of_case(ledger, case.id)]
        started = [pick(row, _RUN_COLUMNS) for row in runs.search(ledger, text=case.id)]
    facts = case.model_dump(exclude={"reasons", "inputs"})
    reasons = [reason.model_dump() for reason in case.reasons]
    lines = [f"{name:<14}{'' if value is None else value}" for name, value in facts.items()]
    lines += ["", *table(reasons, _REASON_COLUMNS, empty="no reasons")]
    lines += ["", *table(decided, _DECISION_COLUMNS, empty="no decision yet")]
    lines += ["", *table(started, _RUN_COLUMNS, empty="no runs")]
    answer(args, facts | {"reasons": reasons, "decisions": decided, "runs": started}, lines)
    return DONE


def decide_case(args: Namespace) -> int:
    """Decide, and wake the runs that carry the decision out."""
    operation = Operation(actor_of(args), args.reason)
    with connected() as connections:
        case = _find(connections, args.case)
        wakeups = decide(connections, case, args.word, operation)
        dispatcher_of(connections).wake(wakeups)
    done = f"{case.concern} of {case.subject_name} decided: {args.word}"
    answer(args, {"case": case.id, "word": args.word, "runs": [one.run for one in wakeups]}, [done])
    return DONE


def assign_case(args: Namespace) -> int:
    """Assign."""
    operation = Operation(actor_of(args), args.reason)
    with connected() as connections:
        case = _find(connections, args.case)
        dispatcher_of(connections).wake(assign(connections, case, args.team, operation))
    done = f"{case.concern} of {case.subject_name} belongs to {args.team} now"
    answer(args, {"case": case.id, "team": args.team}, [done])
    return DONE


def _find(connections: Connections, text: str) -> Case:
    """The case with this id, or the only open one, or else the only one, of this order."""
    ledger = connections.ledger
    found = cases.search(ledger, text=text, state="", limit=20)
    still_open = [row for row in found if row["state"] == "open"]
    rows = found if len(found) == 1 else still_open
    if not found:
        raise CommandError(f"There is no case {text}.")
    if len(rows) != 1:
        kinds = ", ".join(f"{row['id']} ({row['concern']} in {row['store']})" for row in found)
        raise CommandError(f"{text} has several cases; name one: {kinds}.")
    with ledger.read() as connection:
        return cases.get(connection, rows[0]["id"])
