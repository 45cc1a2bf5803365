"""A fleet works on its own copy of the operators' files."""

from pathlib import Path

from integrator.cli.fleet.configuration import copy_config
from integrator.teams import load_teams

CONFIG = Path(__file__).parents[3] / "config"


def test_the_copy_has_every_team_and_no_quiet_hours(tmp_path: Path) -> None:
    copy_config(CONFIG, tmp_path)

    teams = load_teams(tmp_path / "teams.toml")
    assert set(load_teams(CONFIG / "teams.toml")) == set(teams)
    assert all(team.quiet_hours is None for team in teams.values())


def test_rules_and_templates_come_along_unchanged(tmp_path: Path) -> None:
    copy_config(CONFIG, tmp_path)

    for source in (CONFIG / "rules.toml", *(CONFIG / "templates").iterdir()):
        assert source.read_bytes() == (tmp_path / source.relative_to(CONFIG)).read_bytes()
