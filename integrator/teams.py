"""The teams that decide and are told: `config/teams.toml`, its model and its loader."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from integrator.clock import TimeOfDay, WorkingHours
from integrator.config_file import ConfigError, Problem, read_entries, suggestion

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _mail_address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or len(value) > 254:
        raise ValueError("must be one plain e-mail address such as 'fraud@acme.example'")
    return value


MailAddress = Annotated[str, AfterValidator(_mail_address)]
TeamName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _Configured(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Recipient(_Configured):
    """One address that hears for a team."""

    ref: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    """Short name of the address, safe for logs and audit."""
    email: MailAddress


class Phone(_Configured):
    """One number that hears for a team."""

    ref: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    """Short name of the number, safe for logs and audit."""
    number: Annotated[str, Field(pattern=r"^(00|\+)[1-9][0-9]{6,14}$")]
    """With its international prefix, such as `+4930123456`."""


class QuietHours(_Configured):
    """Local hours without alerts, such as 22:00 to 07:00; everything but `critical` waits for the end."""

    start: TimeOfDay
    end: TimeOfDay


class Team(_Configured):
    """A group of people with a mailbox, working hours and a next level."""

    name: TeamName
    title: Annotated[str, Field(min_length=1, max_length=100)]
    mail: Annotated[tuple[Recipient, ...], Field(min_length=1)]
    sms: Annotated[tuple[Phone, ...], Field(max_length=50)] = ()
    """Numbers that get a short message beside the mail; empty for none."""
    sms_from: Literal["high", "critical"] = "critical"
    """Severity from which on they do."""
    members: tuple[MailAddress, ...] = ()
    """Who may decide; empty means anyone of the workflow group."""
    workflow_group: Annotated[str, Field(min_length=1, max_length=100)]
    """Candidate group of the team's tasks in Workflow Service."""
    hours: WorkingHours
    escalation: tuple[TeamName, ...] = ()
    """Teams that hear when this one stays silent, nearest first (R20)."""
    quiet_hours: QuietHours | None = None

    def may_decide(self, email: str) -> bool:
        """Whether the person with this address may decide for the team."""
        return not self.members or email.casefold() in {member.casefold() for member in self.members}

    def quiet_until(self, moment: datetime) -> datetime | None:
        """The end of the quiet hours that `moment` falls into, in UTC; `None` when alerts may go now."""
        if not self.quiet_hours:
            return None
        zone = ZoneInfo(self.hours.time_zone)
        local = moment.astimezone(zone)
        start, end = self.quiet_hours.start, self.quiet_hours.end
        over_midnight = end <= start
        late, early = local.time() >= start, local.time() < end
        if not (late or early if over_midnight else late and early):
            return None
        day = local.date() + timedelta(days=1 if over_midnight and late else 0)
        return datetime.combine(day, end, zone).astimezone(UTC)


def load_teams(path: Path) -> dict[str, Team]:
    """Read `teams.toml`; returns the teams by name, in file order. Raises `ConfigError`."""
    teams, problems = read_entries(path, "team", Team, key="name")
    problems += [problem for team in teams.values() for problem in _contradictions(team, teams)]
    if problems:
        raise ConfigError(path, problems)
    return teams


def _contradictions(team: Team, teams: dict[str, Team]) -> list[Problem]:
    """What no single field shows: an unknown next level, a level that is the team itself, equal refs."""
    entry = f'team "{team.name}"'
    problems = [
        Problem(entry, "escalation", f'unknown team "{name}"', suggestion(name, teams))
        for name in team.escalation
        if name not in teams
    ]
    if team.name in team.escalation:
        problems.append(Problem(entry, "escalation", "a team cannot be its own next level"))
    if len({recipient.ref for recipient in team.mail}) < len(team.mail):
        problems.append(Problem(entry, "mail", "two addresses have the same ref"))
    if len({phone.ref for phone in team.sms}) < len(team.sms):
        problems.append(Problem(entry, "sms", "two numbers have the same ref"))
    return problems
