"""Read the audit, and prove that nobody changed it."""

from argparse import ArgumentParser, Namespace

from integrator.cli.command import DONE, REFUSED, add_verb, answer, complain, pick, table, verbs_of
from integrator.cli.surroundings import connected
from integrator.cli.values import count
from integrator.ledger import audit

_COLUMNS = ("at", "actor", "action", "store", "subject", "run_id", "reason")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    listing = add_verb(verbs, "list", list_entries, "List entries, newest first")
    listing.add_argument("--run", default="", help="run id")
    listing.add_argument("--case", default="", help="case id")
    listing.add_argument("--action", default="", help="such as run.requeued")
    listing.add_argument("--limit", type=count, default=100, help="most rows; default %(default)s")
    add_verb(verbs, "verify", verify, "Walk the hash chain of the sealed entries")


def list_entries(args: Namespace) -> int:
    """List the entries that fit."""
    with connected() as connections:
        found = audit.find(connections.ledger, run_id=args.run, case_id=args.case, action=args.action, limit=args.limit)
    rows = [pick(row, ("seq", *_COLUMNS, "case_id", "detail")) for row in found]
    answer(args, rows, table(rows, _COLUMNS, empty="no entries"))
    return DONE


def verify(args: Namespace) -> int:
    """Verify the chain; 1 when an entry is missing or was changed."""
    with connected() as connections:
        fitting, wrong = audit.verify(connections.ledger)
        unsealed = audit.count_unsealed(connections.ledger)
    if wrong:
        complain(wrong)
    lines = [f"{fitting} entries fit; {unsealed} are not sealed yet"]
    answer(args, {"fitting": fitting, "unsealed": unsealed, "wrong": wrong}, lines)
    return REFUSED if wrong else DONE
