"""Reading the rules together with everything they are checked against."""

from pathlib import Path

from integrator.flow import load_flows
from integrator.rules import RuleBook, load_rules, signatures_of
from integrator.settings import Settings
from integrator.stores import load_stores
from integrator.teams import load_teams


def read_rules(settings: Settings, file: Path | None = None) -> RuleBook:
    """The rules of `file`, or of `rules.toml` when there is none. Raises `ConfigError`."""
    folder = settings.config_dir
    return load_rules(
        file or folder / "rules.toml",
        flows=signatures_of(load_flows(settings.flows_package).values()),
        teams=load_teams(folder / "teams.toml"),
        stores=load_stores(folder / "stores.toml"),
    )


def wanted_topics(rules: RuleBook) -> list[str]:
    """The topics that some rule listens to, sorted."""
    return sorted(rules.topics)
