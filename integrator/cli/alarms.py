"""See what the fleet says about itself."""

from argparse import ArgumentParser, Namespace

from integrator.cli.command import DONE, add_verb, answer, table, verbs_of
from integrator.cli.surroundings import connected
from integrator.ledger.alarms import open_alarms

_COLUMNS = ("raised_at", "severity", "code", "about", "count", "last_at")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    add_verb(verbs_of(parser), "list", list_alarms, "List the open alarms, oldest first")


def list_alarms(args: Namespace) -> int:
    """List what is wrong and was not mended yet, each with its sentence."""
    with connected() as connections:
        found = open_alarms(connections.ledger)
    lines = table(found, _COLUMNS, empty="no alarms")
    lines += [f"{alarm['code']}: {alarm['text']}" for alarm in found]
    answer(args, found, lines)
    return DONE
