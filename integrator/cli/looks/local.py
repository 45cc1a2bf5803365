"""Looks at what lies on our side: the files of `config/`, the ledger, the alarms, Redis."""

from collections.abc import Iterator
from datetime import timedelta

from integrator.cli.looks.look import Look, Seen
from integrator.cli.rule_book import read_rules
from integrator.context import Connections
from integrator.ledger import alarms
from integrator.ledger.upgrade import require_current
from integrator.preflight import PreflightError, Problem, check_database_url, require_broker


def stores_file(connections: Connections) -> Iterator[Seen]:
    """Read `stores.toml`."""
    yield Seen("stores.toml", "good", f"{len(connections.stores)} stores")


def teams_file(connections: Connections) -> Iterator[Seen]:
    """Read `teams.toml`."""
    yield Seen("teams.toml", "good", f"{len(connections.teams)} teams")


def retention_file(connections: Connections) -> Iterator[Seen]:
    """Read `retention.toml`, and say when it is still the one that ships."""
    if connections.retention.is_example:
        yield Seen("retention.toml", "warning", "still the example", "Confirm the periods, then set example = false.")
    else:
        yield Seen("retention.toml", "good", f"{len(connections.retention.classes)} classes")


def rules_file(connections: Connections) -> Iterator[Seen]:
    """Read `rules.toml` against flows, teams and stores."""
    yield Seen("rules.toml", "good", f"{len(read_rules(connections.settings).rules)} rules")


def ledger(connections: Connections) -> Iterator[Seen]:
    """Look at the address and the version of the ledger."""
    for problem in check_database_url(connections.settings.ledger_url):
        yield _seen("ledger", problem)
    require_current(connections.ledger)
    yield Seen("ledger", "good", "of this program's version")


def open_alarms(connections: Connections) -> Iterator[Seen]:
    """Tell the alarms that are open."""
    found = alarms.open_alarms(connections.ledger)
    for alarm in found:
        text = f"{alarm['code']}, {alarm['about']}: {alarm['text']}"
        yield Seen("alarm", "wrong", text, "Do what the alarm's section of docs/operating.md says; it clears itself.")
    if not found:
        yield Seen("alarms", "good", "none is open")


def redis(connections: Connections) -> Iterator[Seen]:
    """Look at the address, version and settings of Redis."""
    try:
        problems = require_broker(connections.settings.broker_url, patience=timedelta())
    except PreflightError as error:
        problems = list(error.problems)
    for problem in problems:
        yield _seen("redis", problem)
    if not problems:
        yield Seen("redis", "good", "one node that keeps what it is given")


def _seen(what: str, problem: Problem) -> Seen:
    return Seen(what, "wrong" if problem.severity == "refuse" else "warning", problem.what, problem.how_to_mend)


_FILE = "Correct the file; docs/operating.md says what each entry means."

LOCAL = (
    Look("stores.toml", stores_file, _FILE),
    Look("teams.toml", teams_file, _FILE),
    Look("retention.toml", retention_file, _FILE),
    Look("rules.toml", rules_file, f"{_FILE} `integrator rules check` reads it alone."),
    Look(
        "ledger", ledger, "Run `integrator ledger upgrade`; when nothing answers, look at DATABASE_URL and its server."
    ),
    Look("alarms", open_alarms, "Mend the ledger first; alarms are kept there."),
    Look("redis", redis, "Look at REDIS_URL and its server."),
)
