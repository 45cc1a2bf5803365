"""
The command line: `integrator <noun> <verb>`.

A noun is a module, loaded only when it is called, so that a command starts quickly. Its `add_arguments`
declares what follows; without verbs it has a `run`. Exit codes: 0 done, 1 refused or not found, 2 usage.
"""

import importlib
import os
import sys
from argparse import REMAINDER, ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence

from integrator.cli.command import REFUSED, add_action, complain

NOUNS = {
    "demo": "play a story on this machine, with everything embedded",
    "ingress": "receive Shopify's webhooks",
    "sandbox": "emulate the remote systems, and play store and reviewer",
    "doctor": "look at settings, files, servers and remote logins",
    "stores": "list, add, check, subscribe",
    "rules": "check, try, simulate",
    "workflow": "list, check, deploy the BPMN models",
    "deliveries": "list, show, replay",
    "cases": "list, show, decide, assign",
    "runs": "list, show, requeue, skip, park, cancel, redo",
    "sweeps": "list, found, balance, rewind",
    "alarms": "list",
    "audit": "list, verify",
    "ledger": "upgrade, check, reconcile",
}
_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; never raises, never shows a traceback."""
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except SystemExit as end:
        # argparse ends this way, with help (0) or a wrong usage (2).
        return end.code if isinstance(end.code, int) else REFUSED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more while flushing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:  # noqa: BLE001 - the last line of defense: a sentence in place of a traceback.
        complain(_sentence(error))
        return REFUSED


def _run(argv: Sequence[str]) -> int:
    parser = ArgumentParser(
        prog="integrator",
        description="Connects Shopify stores with OpenText products.",
        formatter_class=RawDescriptionHelpFormatter,
        epilog="commands:\n" + "\n".join(f"  {noun:<12}{text}" for noun, text in NOUNS.items()),
    )
    parser.add_argument("noun", choices=NOUNS, metavar="COMMAND", help="one of the commands below")
    parser.add_argument("rest", nargs=REMAINDER, metavar="...", help="see: integrator COMMAND --help")
    chosen = parser.parse_args(argv)
    noun = importlib.import_module(f"integrator.cli.{chosen.noun}")
    command = ArgumentParser(prog=f"integrator {chosen.noun}", description=noun.__doc__)
    if hasattr(noun, "run"):
        add_action(command, noun.run)
    if hasattr(noun, "add_arguments"):
        noun.add_arguments(command)
    args = command.parse_args(chosen.rest)
    return int(args.perform(args))


def _sentence(error: Exception) -> str:
    """What to tell a person about `error`; texts of others are left out, because they may quote secrets."""
    package = type(error).__module__.partition(".")[0]
    if package in {"integrator", "tasks"}:
        return str(error)
    if package == "sqlalchemy":
        return f"The ledger does not answer ({type(error).__name__}); see: integrator ledger check"
    if package == "redis":
        return f"Redis does not answer ({type(error).__name__}); see: integrator doctor"
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}: {error.filename or 'no file'}"
    return f"Something unexpected happened ({type(error).__name__}); this is a mistake in the program."
