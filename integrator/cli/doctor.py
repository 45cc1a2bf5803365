"""Look at everything the fleet leans on: settings, files, ledger, Redis, remote logins and what is set up there."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from integrator.cli.command import DONE, REFUSED, answer
from integrator.cli.looks.file360 import FILE360
from integrator.cli.looks.ingress import INGRESS
from integrator.cli.looks.local import LOCAL
from integrator.cli.looks.look import Look, Seen, carefully
from integrator.cli.looks.models import MODELS
from integrator.cli.looks.stores import store_looks
from integrator.cli.looks.systems import SYSTEMS, look_at
from integrator.cli.surroundings import connected, read_settings
from integrator.context import Connections

_DEADLINE = 30.0


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the command."""
    parser.add_argument("--local", action="store_true", help="leave the remote systems alone")
    parser.add_argument(
        "--deadline", type=_seconds, default=_DEADLINE, metavar="SECONDS", help="of each look; default %(default)g"
    )


def run(args: Namespace) -> int:
    """Look at everything, and go on after each finding; 1 when something is wrong."""
    settings = read_settings()
    seen = [Seen("settings", "good", f"data in {settings.data_dir}, files in {settings.config_dir}")]
    with connected(settings) as connections:
        for look in (*LOCAL, INGRESS):
            seen += carefully(look, connections, seconds=args.deadline)
        if not args.local and not settings.broker_url:
            mend = "Set REDIS_URL: limits and breakers of all remote calls are kept there."
            seen.append(Seen("remotes", "wrong", "not asked, because there is no Redis", mend))
        elif not args.local:
            for look in _remote(connections):
                seen += carefully(look, connections, seconds=args.deadline)
    rows = [{"what": one.what, "health": one.health, "found": one.found, "mend": one.mend} for one in seen]
    answer(args, rows, [_as_line(one) for one in seen])
    return REFUSED if any(one.health == "wrong" for one in seen) else DONE


def _remote(connections: Connections) -> list[Look]:
    return [*(look_at(system) for system in SYSTEMS), MODELS, FILE360, *store_looks(connections)]


def _as_line(seen: Seen) -> str:
    found = seen.found if not seen.mend or seen.found.endswith(".") else f"{seen.found}."
    return f"{seen.health:<8} {seen.what:<14} {found} {seen.mend}".rstrip()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise ArgumentTypeError("a number of seconds above 0, at most 3600")
    return seconds
