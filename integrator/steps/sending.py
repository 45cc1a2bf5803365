"""
Sending one message once.

A message cannot be found again once it is sent (contract, notifications, section 3), so the intent is written first: a
clear refusal is tried again, an ambiguous one is repeated once for a high severity and otherwise left to an operator.
"""

from datetime import datetime

from pydantic import BaseModel

from integrator.cases import SEVERITIES, Case
from integrator.clients.errors import RemoteError
from integrator.clients.notifications import Recipient
from integrator.context import Context
from integrator.flow import Snooze
from integrator.ledger import alerts, cases
from integrator.steps.messages import Message, write
from integrator.teams import Team


class Told(BaseModel):
    """What an audience got; `job` is empty when nothing was sent, and `why` says why."""

    stage: str
    audience: str
    job: str = ""
    why: str = ""


def found_job(ctx: Context, case: Case, *, stage: str, audience: str) -> Told | None:
    """Return what an audience was sent before under this stage."""
    job = alerts.find_job(ctx.ledger, case, stage=stage, audience=audience)
    return Told(stage=stage, audience=audience, job=job) if job else None


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
    alert_id, state = alerts.plan(ctx.ledger, case, stage=stage, audience=audience)
    if state != "planned":
        return found_job(ctx, case, stage=stage, audience=audience) or Told(
            stage=stage, audience=audience, why=f"{state} already"
        )
    tries = alerts.begin(ctx.ledger, alert_id)
    if tries and not _may_repeat(case, tries):
        alerts.give_up(ctx.ledger, alert_id)
        with ctx.ledger.write() as connection:
            text = f"a mail to {audience} ({stage}) may not have been sent; ask them, or write to them"
            cases.change(connection, case.id, attention=text)
        return Told(stage=stage, audience=audience, why="may have been sent; not repeated")
    try:
        job = _submit(ctx, team, write(ctx, case, stage=stage), case, alert_id)
    except RemoteError as error:
        if not error.ambiguous:
            alerts.take_back(ctx.ledger, alert_id)
        raise
    alerts.sent(ctx.ledger, alert_id, job_id=job)
    return Told(stage=stage, audience=audience, job=job)


def _may_repeat(case: Case, tries: int) -> bool:
    """A doubled alarm beats a lost one, once."""
    return tries < 2 and SEVERITIES.index(case.severity) >= SEVERITIES.index("high")


def _submit(ctx: Context, team: Team, message: Message, case: Case, alert_id: str) -> str:
    return ctx.notifications.send_mail(
        to=[Recipient(ref=recipient.ref, email=recipient.email) for recipient in team.mail],
        subject=message.subject,
        text=message.text,
        message_id=alert_id,
        reference=case.business_key,
        from_name=ctx.settings.notifications_from,
    )


def _quiet_hours(ctx: Context, team: Team, case: Case) -> datetime | None:
    return None if case.severity == "critical" else team.quiet_until(ctx.clock.now())
