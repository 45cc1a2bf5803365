"""
Sending one message once.

A message cannot be found again once it is sent (contract, notifications, section 3), so the intent is written first: a
clear refusal is tried again, an ambiguous one as its channel allows and otherwise left to an operator.
"""

from pydantic import BaseModel

from integrator.cases import Case
from integrator.clients.errors import RemoteError
from integrator.context import Context
from integrator.ledger import alerts, cases
from integrator.steps.channels import Channel
from integrator.teams import Team


class Told(BaseModel):
    """What an audience got; `job` is empty when nothing was sent, and `why` says why."""

    stage: str
    audience: str
    job: str = ""
    why: str = ""


def found(ctx: Context, case: Case, *, stage: str, audience: str) -> Told | None:
    """Return what an audience was sent before under this stage."""
    job = alerts.find_job(ctx.ledger, case, stage=stage, audience=audience)
    return Told(stage=stage, audience=audience, job=job) if job else None


def send_once(ctx: Context, channel: Channel, team: Team, case: Case, *, stage: str) -> Told:
    """
    Submit the message of `stage` by `channel`, unless that was done.

    Raises:
        RemoteError: it did not succeed; the next call goes on from what is known then.
    """
    audience = channel.audience(team.name)
    alert_id, state = alerts.plan(ctx.ledger, case, stage=stage, audience=audience)
    if state != "planned":
        return found(ctx, case, stage=stage, audience=audience) or Told(
            stage=stage, audience=audience, why=f"{state} already"
        )
    tries = alerts.begin(ctx.ledger, alert_id)
    if tries and not channel.may_repeat(case, tries):
        alerts.give_up(ctx.ledger, alert_id)
        with ctx.ledger.write() as connection:
            text = f"{channel.title} to {team.name} ({stage}) may not have been sent; ask them, or write to them"
            cases.change(connection, case.id, attention=text)
        return Told(stage=stage, audience=audience, why="may have been sent; not repeated")
    try:
        job = channel.submit(ctx, team, case, stage, alert_id)
    except RemoteError as error:
        if not error.ambiguous:
            alerts.take_back(ctx.ledger, alert_id)
        raise
    alerts.sent(ctx.ledger, alert_id, job_id=job)
    return Told(stage=stage, audience=audience, job=job)
