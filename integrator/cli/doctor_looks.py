"""The looks of `integrator doctor`, one function each."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

from integrator.cli.model_states import standings
from integrator.cli.rule_book import read_rules, wanted_topics
from integrator.cli.store_check import check_store
from integrator.cli.stores import delivery_url
from integrator.clients.errors import Refused
from integrator.context import Connections
from integrator.ledger import alarms
from integrator.ledger.upgrade import require_current
from integrator.models import KEYS, load_models
from integrator.preflight import Problem, check_broker, check_database_url

Health = Literal["good", "warning", "wrong"]
Look = tuple[str, Health, str]
"""What was looked at, how it is, and what to know about it."""


def stores_file(connections: Connections) -> Iterator[Look]:
    """Read `stores.toml`."""
    yield "stores.toml", "good", f"{len(connections.stores)} stores"


def teams_file(connections: Connections) -> Iterator[Look]:
    """Read `teams.toml`."""
    yield "teams.toml", "good", f"{len(connections.teams)} teams"


def retention_file(connections: Connections) -> Iterator[Look]:
    """Read `retention.toml`, and say when it is still the one that ships."""
    if connections.retention.is_example:
        yield "retention.toml", "warning", "still the example; confirm the periods, then set example = false"
    else:
        yield "retention.toml", "good", f"{len(connections.retention.classes)} classes"


def rules_file(connections: Connections) -> Iterator[Look]:
    """Read `rules.toml` against flows, teams and stores."""
    yield "rules.toml", "good", f"{len(read_rules(connections.settings).rules)} rules"


def ledger(connections: Connections) -> Iterator[Look]:
    """Look at the address and the version of the ledger."""
    for problem in check_database_url(connections.settings.ledger_url):
        yield "ledger", _health(problem), str(problem)
    require_current(connections.ledger)
    yield "ledger", "good", "of this program's version"


def open_alarms(connections: Connections) -> Iterator[Look]:
    """Tell the alarms that are open."""
    found = alarms.open_alarms(connections.ledger)
    for alarm in found:
        yield "alarm", "wrong", f"{alarm['code']}, {alarm['about']}: {alarm['text']}"
    if not found:
        yield "alarms", "good", "none is open"


def redis(connections: Connections) -> Iterator[Look]:
    """Look at the address, version and settings of Redis."""
    problems = check_broker(connections.settings.broker_url)
    for problem in problems:
        yield "redis", _health(problem), str(problem)
    if not problems:
        yield "redis", "good", "one node that keeps what it is given"


def extended_ecm(connections: Connections) -> Iterator[Look]:
    """Log in, and ask for a workspace that does not exist."""
    _need(connections, "ecm_url", "ecm_username", "ecm_password")
    for system in sorted({store.ecm_external_system for store in connections.stores.values()}):
        store = next(one for one in connections.stores.values() if one.ecm_external_system == system)
        connections.ecm(store).find_workspace("Order", "doctor")
        yield "extended ecm", "good", f"logged in; external system {system} is known"


def workflow(connections: Connections) -> Iterator[Look]:
    """Log in, and ask for a process that does not exist."""
    _need(connections, "opentext_token_url", "workflow_url", "workflow_history_url")
    connections.workflow.find_instance(KEYS["ORDER_REVIEW"], "doctor")
    yield "workflow", "good", "logged in"
    for standing in standings(connections.workflow, load_models()):
        if standing.state in {"missing", "outdated"}:
            advice = "see: integrator workflow deploy"
            yield "workflow", "warning", f"the model {standing.model.key} is {standing.state}; {advice}"


def notifications(connections: Connections) -> Iterator[Look]:
    """Log in, and ask for a job that does not exist."""
    _need(connections, "opentext_token_url", "notifications_url")
    # Being told so is what we want to hear: the login was accepted.
    with suppress(Refused):
        connections.notifications.status("doctor")
    yield "notifications", "good", "logged in"


def stores(connections: Connections) -> Iterator[Look]:
    """Log into each store and compare."""
    topics = wanted_topics(read_rules(connections.settings))
    url = delivery_url(connections.settings)
    for store in connections.stores.values():
        for finding in check_store(connections, store, topics, url):
            yield finding.store, "good" if finding.is_good else "wrong", finding.text


def _need(connections: Connections, *names: str) -> None:
    missing = [f"INTEGRATOR_{name.upper()}" for name in names if not getattr(connections.settings, name)]
    if missing:
        raise LookupError(f"not set: {', '.join(missing)}")


def _health(problem: Problem) -> Health:
    return "wrong" if problem.severity == "refuse" else "warning"
