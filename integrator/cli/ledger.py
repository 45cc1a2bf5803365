"""Bring the ledger up to date, or say whether it is."""

from argparse import ArgumentParser, Namespace
from contextlib import closing

from integrator.cli.command import DONE, actor_of, add_actor, add_verb, answer, verbs_of
from integrator.cli.surroundings import connected, read_settings, require_redis
from integrator.ledger import upgrade
from integrator.ledger.database import Ledger
from integrator.restoration import reconcile


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = verbs_of(parser)
    add_verb(verbs, "upgrade", upgrade_ledger, "Run the migrations that are missing")
    add_verb(verbs, "check", check_ledger, "Say whether the ledger is of this program's version")
    add_actor(add_verb(verbs, "reconcile", reconcile_ledger, "Make a restored ledger fit to be worked on"))


def reconcile_ledger(args: Namespace) -> int:
    """Make a restored ledger fit to be worked on."""
    actor = actor_of(args)
    settings = read_settings()
    require_redis(settings)
    with connected(settings) as connections:
        found = reconcile(connections, actor=actor, reason=args.reason)
    since = f"{found.ended_at:%Y-%m-%d %H:%M} UTC" if found.ended_at else "its beginning"
    lines = [
        f"the ledger ends at {since}; workers may start",
        f"{found.runs} runs look whether their step has happened before they act",
        f"{found.stores} stores are compared from then on; the ingress ships its last 24 hours again",
    ]
    answer(args, found.__dict__, lines)
    return DONE


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
