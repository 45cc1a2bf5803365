"""Look at everything the fleet leans on: settings, files, ledger, Redis, remote logins, subscriptions."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator

from integrator.cli import doctor_looks as looks
from integrator.cli.command import DONE, REFUSED, answer
from integrator.cli.doctor_looks import Look
from integrator.cli.surroundings import connected, read_settings
from integrator.clients.errors import RemoteError
from integrator.config_file import ConfigError
from integrator.context import Connections
from integrator.ledger.upgrade import LedgerOutdated

_LOCAL = {
    "stores.toml": looks.stores_file,
    "teams.toml": looks.teams_file,
    "retention.toml": looks.retention_file,
    "rules.toml": looks.rules_file,
    "ledger": looks.ledger,
    "alarms": looks.open_alarms,
    "redis": looks.redis,
}
_REMOTE = {
    "extended ecm": looks.extended_ecm,
    "workflow": looks.workflow,
    "notifications": looks.notifications,
    "stores": looks.stores,
}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command."""
    parser.add_argument("--local", action="store_true", help="leave the remote systems alone")


def run(args: Namespace) -> int:
    """Look at everything, and go on after each finding; 1 when something is wrong."""
    settings = read_settings()
    found: list[Look] = [("settings", "good", f"data in {settings.data_dir}, files in {settings.config_dir}")]
    with connected(settings) as connections:
        for name, look in _LOCAL.items():
            found += _carefully(name, look, connections)
        if not args.local and not settings.broker_url:
            found.append(("remotes", "wrong", "not asked, because there is no Redis"))
        elif not args.local:
            for name, look in _REMOTE.items():
                found += _carefully(name, look, connections)
    rows = [{"what": what, "health": health, "found": text} for what, health, text in found]
    answer(args, rows, [f"{health:<8} {what:<14} {text}" for what, health, text in found])
    return REFUSED if any(health == "wrong" for _, health, _ in found) else DONE


def _carefully(name: str, look: Callable[[Connections], Iterator[Look]], connections: Connections) -> list[Look]:
    """Collect what `look` sees; a server that is away is a finding like any other."""
    found: list[Look] = []
    try:
        found.extend(look(connections))
    except (ConfigError, RemoteError, LedgerOutdated, LookupError) as error:
        found += [(name, "wrong", line) for line in str(error).splitlines()]
    except Exception as error:  # noqa: BLE001 - whatever a server or library does, the other looks follow.
        found.append((name, "wrong", f"does not answer ({type(error).__name__})"))
    return found
