"""Who decides and who is told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrator.config_file import ConfigError
from integrator.teams import Team, load_teams

SHIPPED = Path(__file__).parents[2] / "config" / "teams.toml"
GOOD = """
[[team]]
name = "fraud"
title = "Fraud review"
mail = [{ ref = "desk", email = "fraud@acme.example" }]
workflow_group = "fraud_review"
hours = { weekdays = ["mon"], start = "08:00", end = "17:00", time_zone = "Europe/Berlin" }
"""


def load(tmp_path: Path, text: str) -> dict[str, Team]:
    file = tmp_path / "teams.toml"
    file.write_text(text)
    return load_teams(file)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    return str(caught.value)


def fraud(tmp_path: Path, line: str = "") -> Team:
    return load(tmp_path, GOOD + line)["fraud"]


def test_the_shipped_file_has_every_role() -> None:
    roles = ["fraud", "finance", "operations", "sales", "order_desk", "records", "connector_operators"]

    assert roles == list(load_teams(SHIPPED))


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("title", "titel", 'key "titel": unknown key; did you mean "title"?'),
        ("email =", "mail =", 'key "mail.0.mail": unknown key; did you mean "email"?'),
        ("time_zone =", "timezone =", 'key "hours.timezone": unknown key; did you mean "time_zone"?'),
        ('"fraud@acme.example"', '"fraud"', "must be one plain e-mail address"),
        ('"fraud@acme.example"', '"a@b.example, c@d.example"', "must be one plain e-mail address"),
        ('"fraud@acme.example"', r'"a@b.example\nBcc: c@d.example"', "must be one plain e-mail address"),
        ('"fraud@acme.example"', r'"a@b.example\n"', "must be one plain e-mail address"),
        (
            '[{ ref = "desk", email = "fraud@acme.example" }]',
            "[]",
            'key "mail": Tuple should have at least 1',
        ),
        ('["mon"]', '["monday"]', 'key "hours.weekdays.0": "monday" is not known; write "mon", "tue"'),
        ('["mon"]', "[]", "weekdays must name at least one day"),
        ('"17:00"', '"07:00"', "end must be after start, on the same day"),
        ('"17:00"', '"25:00"', 'key "hours.end": Input should be in a valid time format'),
        ('"17:00"', '"17:00+02:00"', 'key "hours.end": must be a local time without an offset'),
        ("Europe/Berlin", "CEST+2", "is not an IANA time zone"),
        (
            '"fraud_review"',
            '"fraud_review"\nescalation = ["fraudd"]',
            'unknown team "fraudd"; did you mean "fraud"?',
        ),
        ('"fraud_review"', '"fraud_review"\nescalation = ["fraud"]', "a team cannot be its own next level"),
        ('example" }]', 'example" }, { ref = "desk", email = "b@acme.example" }]', "have the same ref"),
    ],
)
def test_a_mistake_is_named_with_its_team(tmp_path: Path, was: str, now: str, expected: str) -> None:
    told = refusal(tmp_path, GOOD.replace(was, now))

    assert expected in told
    assert 'teams.toml: team "fraud", key' in told


def test_anyone_may_decide_for_a_team_without_named_members(tmp_path: Path) -> None:
    assert fraud(tmp_path).may_decide("somebody@acme.example")


def test_only_named_members_may_decide_whatever_their_capitals(tmp_path: Path) -> None:
    team = load(tmp_path, GOOD.replace("workflow_group", 'members = ["Ada@acme.example"]\nworkflow_group'))["fraud"]

    assert team.may_decide("ada@ACME.example")
    assert not team.may_decide("bob@acme.example")


@pytest.mark.parametrize(
    ("hour", "until"),
    [
        (20, None),
        (21, datetime(2026, 11, 21, 6, 0, tzinfo=UTC)),
        (23, datetime(2026, 11, 21, 6, 0, tzinfo=UTC)),
        (5, datetime(2026, 11, 20, 6, 0, tzinfo=UTC)),
        (6, None),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning_of_the_team(
    tmp_path: Path, hour: int, until: datetime | None
) -> None:
    team = fraud(tmp_path, 'quiet_hours = { start = "22:00", end = "07:00" }')

    assert until == team.quiet_until(datetime(2026, 11, 20, hour, 0, tzinfo=UTC))


def test_quiet_hours_within_a_day_end_on_that_day(tmp_path: Path) -> None:
    team = fraud(tmp_path, 'quiet_hours = { start = "12:00", end = "13:00" }')
    half_past_twelve = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)

    assert datetime(2026, 11, 20, 12, 0, tzinfo=UTC) == team.quiet_until(half_past_twelve)
    assert team.quiet_until(datetime(2026, 11, 20, 12, 0, tzinfo=UTC)) is None


def test_a_team_without_quiet_hours_can_always_be_told(tmp_path: Path) -> None:
    assert fraud(tmp_path).quiet_until(datetime(2026, 11, 20, 3, 0, tzinfo=UTC)) is None


def test_a_team_may_have_numbers_that_hear_of_critical_cases(tmp_path: Path) -> None:
    team = fraud(tmp_path, 'sms = [{ ref = "duty", number = "+4930123456" }]')

    assert (["duty"], "critical") == ([phone.ref for phone in team.sms], team.sms_from)


@pytest.mark.parametrize(
    "line",
    [
        'sms = [{ ref = "duty", number = "030 123456" }]',
        'sms = [{ ref = "a", number = "+4930123456" }, { ref = "a", number = "+4930123457" }]',
        'sms_from = "info"',
    ],
)
def test_numbers_that_cannot_be_right_are_refused(tmp_path: Path, line: str) -> None:
    assert "sms" in refusal(tmp_path, GOOD + line)
