"""
Telling an audience once: a mail or a notification of the center, and a short message beside it when it matters.

Each is an alert of its own, so that one that went out is never repeated because of the other.
"""

from datetime import datetime

from integrator.cases import SEVERITIES, Case
from integrator.clients.errors import Refused
from integrator.context import Context
from integrator.flow import Snooze
from integrator.ledger import alerts, cases
from integrator.steps.channels import CENTER, MAIL, SMS
from integrator.steps.outbox import Told, found, send_once
from integrator.teams import Team

__all__ = ["Told", "found_job", "gather", "is_unfinished", "send"]


def found_job(ctx: Context, case: Case, *, stage: str, audience: str) -> Told | None:
    """Return what an audience was sent before under this stage; `None` while a part of it is still to be sent."""
    if is_unfinished(ctx, case, stage=stage, audience=audience):
        return None
    return found(ctx, case, stage=stage, audience=audience)


def is_unfinished(ctx: Context, case: Case, *, stage: str, audience: str) -> bool:
    """Whether the short message beside a mail is still to be sent, or may have been sent."""
    return alerts.is_planned(ctx.ledger, case, stage=stage, audience=SMS.audience(audience))


def gather(ctx: Context, case: Case) -> None:
    """Let reasons that arrive together be told together."""
    until = case.opened_at + ctx.settings.gathering
    if ctx.clock.now() < until:
        raise Snooze(until, "gathering reasons")


def send(ctx: Context, audience: str, case: Case, *, stage: str) -> Told:
    """Send the message of `stage` to `audience`, unless it was sent; raises `Snooze` in quiet hours."""
    team = ctx.teams[audience]
    if ctx.quiet or case.quiet:
        return Told(stage=stage, audience=audience, why="quiet: would have been sent")
    wait = _quiet_hours(ctx, team, case)
    if wait:
        raise Snooze(wait, f"quiet hours of {audience}")
    if ctx.notification_center:
        return send_once(ctx, CENTER, team, case, stage=stage)
    is_urgent = _is_urgent(team, case)
    if is_urgent:
        # Planned before the mail goes out, so that a death in between does not lose it.
        alerts.plan(ctx.ledger, case, stage=stage, audience=SMS.audience(audience))
    told = send_once(ctx, MAIL, team, case, stage=stage)
    if is_urgent:
        _ring(ctx, team, case, stage=stage)
    return told


def _ring(ctx: Context, team: Team, case: Case, *, stage: str) -> None:
    """Send the short message; a number that the remote does not take is a matter for an operator, the mail is out."""
    try:
        send_once(ctx, SMS, team, case, stage=stage)
    except Refused:
        alert_id, _ = alerts.plan(ctx.ledger, case, stage=stage, audience=SMS.audience(team.name))
        alerts.refused(ctx.ledger, alert_id)
        with ctx.ledger.write() as connection:
            text = f"a short message to {team.name} ({stage}) was refused; correct their numbers in teams.toml"
            cases.change(connection, case.id, attention=text)


def _is_urgent(team: Team, case: Case) -> bool:
    return bool(team.sms) and SEVERITIES.index(case.severity) >= SEVERITIES.index(team.sms_from)


def _quiet_hours(ctx: Context, team: Team, case: Case) -> datetime | None:
    return None if case.severity == "critical" else team.quiet_until(ctx.clock.now())
