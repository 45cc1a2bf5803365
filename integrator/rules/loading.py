"""Reading `config/rules.toml` and checking it against flows, teams and stores."""

from collections.abc import Mapping
from pathlib import Path

from integrator.config_file import ConfigError, Problem, read_entries, suggestion
from integrator.rules.book import BoundRule, RuleBook
from integrator.rules.model import Rule
from integrator.rules.signatures import FlowSignature, FlowStart, bind
from integrator.stores import Store
from integrator.teams import Team


def load_rules(
    path: Path,
    *,
    flows: Mapping[str, FlowSignature],
    teams: Mapping[str, Team],
    stores: Mapping[str, Store],
) -> RuleBook:
    """
    Read and check the rules.

    Args:
        path: `rules.toml`.
        flows: every flow that can be started, by name.
        teams: by name.
        stores: by domain.

    Raises:
        ConfigError: lists every mistake with file, rule, key and what would be right.
    """
    rules, problems = read_entries(path, "rule", Rule, key="name")
    problems += _look_alikes(rules)
    bound = []
    for rule in rules.values():
        starts, mistakes = _bind(rule, flows, teams)
        problems += _unknown_words(rule, teams, stores) + mistakes
        bound.append(BoundRule(rule, starts))
    if problems:
        raise ConfigError(path, problems)
    return RuleBook(bound)


def _look_alikes(rules: Mapping[str, Rule]) -> list[Problem]:
    """Names that differ by underscores only: people would take one rule for the other."""
    seen: dict[str, str] = {}
    problems = []
    for name in rules:
        other = seen.setdefault(name.replace("_", ""), name)
        if other != name:
            problems.append(Problem(_entry(name), "name", f'looks like the rule "{other}"', "tell them apart"))
    return problems


def _unknown_words(rule: Rule, teams: Mapping[str, Team], stores: Mapping[str, Store]) -> list[Problem]:
    entry = _entry(rule.name)
    problems = [
        Problem(entry, "stores", f'unknown store "{store}"', suggestion(store, [*stores, "*"]))
        for store in rule.stores
        if store != "*" and store not in stores
    ]
    if rule.owner not in teams:
        problems.append(Problem(entry, "owner", f'unknown team "{rule.owner}"', suggestion(rule.owner, teams)))
    return problems


def _bind(
    rule: Rule, flows: Mapping[str, FlowSignature], teams: Mapping[str, Team]
) -> tuple[tuple[FlowStart, ...], list[Problem]]:
    entry = _entry(rule.name)
    problems = [
        Problem(entry, f'with."{name}"', "the rule does not start this flow", "add it to flows or remove this")
        for name in rule.parameters
        if name not in rule.flows
    ]
    if len(set(rule.flows)) < len(rule.flows):
        problems.append(Problem(entry, "flows", "a flow is named twice"))
    starts = []
    for name in rule.flows:
        if name not in flows:
            problems.append(Problem(entry, "flows", f'unknown flow "{name}"', suggestion(name, flows)))
            continue
        start, mistakes = bind(flows[name], rule.parameters.get(name, {}), teams=teams, entry=entry)
        starts.append(start)
        problems += mistakes
    return tuple(starts), problems


def _entry(name: str) -> str:
    return f'rule "{name}"'
