"""Bring the ledger up to date, or say whether it is."""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from integrator.cli.command import DONE, add_verb, answer, verbs_of
from integrator.cli.surroundings import read_settings
from integrator.ledger import upgrade
from integrator.ledger.database import Ledger


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    add_verb(verbs, "upgrade", upgrade_ledger, "Run the migrations that are missing")
    add_verb(verbs, "check", check_ledger, "Say whether the ledger is of this program's version")


def upgrade_ledger(args: Namespace) -> int:
    """Upgrade; an up-to-date ledger stays as it is."""
    with closing(Ledger(read_settings().ledger_url)) as ledger:
        version = upgrade.upgrade(ledger)
    answer(args, {"version": version}, [f"the ledger is of version {version}"])
    return DONE


def check_ledger(args: Namespace) -> int:
    """Check; raises `LedgerOutdated`, which says what to do."""
    with closing(Ledger(read_settings().ledger_url)) as ledger:
        upgrade.require_current(ledger)
        version = upgrade.present_version(ledger)
    answer(args, {"version": version}, [f"the ledger is of version {version}, as this program needs it"])
    return DONE
