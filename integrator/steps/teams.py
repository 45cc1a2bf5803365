"""Verbs about people: tell an audience once per case and stage, ask it to act, remind it (flow catalogue, 4.4)."""

import hashlib
from datetime import timedelta

from integrator.cases import SEVERITIES, Case, Decision
from integrator.context import Context
from integrator.flow import Wait, step
from integrator.flow.needs import account
from integrator.ledger import alerts, cases
from integrator.steps.sending import Told, found_job, gather, is_unfinished, send

_TELLING = (account("notifications"),)


@step("notifications", needs=_TELLING)
def tell(ctx: Context, team: str, *, about: Case, stage: str) -> Told:
    """Tell `team` that `about` has reached `stage`, once."""
    if stage == "opened":
        return _tell_opened(ctx, team, about)
    return _tell_end(ctx, team, about, stage=stage)


@tell.already
def _(ctx: Context, team: str, *, about: Case, stage: str) -> Told | None:
    return found_job(ctx, about, stage=stage, audience=team)


@step("notifications", needs=_TELLING)
def request_approval(ctx: Context, team: str, *, about: Case) -> Told:
    """Ask `team` to act on `about`; the message holds facts and a link, and opening the link decides nothing (R21)."""
    return _tell_news(ctx, team, about, stage="waiting on you")


@request_approval.already
def _(ctx: Context, team: str, *, about: Case) -> Told | None:
    return found_job(ctx, about, stage="waiting on you", audience=team)


@step("notifications", needs=_TELLING)
def ask_for_information(ctx: Context, team: str, *, about: Case, decision: Decision) -> Told:
    """Ask `team` to get from the customer what the reviewer wants to know; each request is a message of its own."""
    return send(ctx, team, about, stage=_info_stage(decision))


@ask_for_information.already
def _(ctx: Context, team: str, *, about: Case, decision: Decision) -> Told | None:
    return found_job(ctx, about, stage=_info_stage(decision), audience=team)


def _info_stage(decision: Decision) -> str:
    return f"info requested {hashlib.sha256(decision.source_id.encode()).hexdigest()[:8]}"


@step("notifications", repeats="harmless", waits=True, needs=_TELLING)
def remind(ctx: Context, team: str, *, about: Case, every: timedelta) -> Told:
    """Wait until the case is closed; when the deadline passes undecided, climb to the next levels (R20)."""
    with ctx.ledger.read() as connection:
        case = cases.get(connection, about.id, generation=about.generation)
        is_over = cases.is_over(connection, about)
    if case.state == "closed":
        return Told(stage="overdue", audience=team, why="decided")
    if is_over:
        raise Wait("decided; waiting until it is carried out")
    if case.due_at is None:
        raise Wait("waiting for a decision; no deadline runs")
    now = ctx.clock.now()
    for level, audience in enumerate((team, *_levels(ctx, team))):
        deadline = case.due_at + level * every
        if now < deadline:
            raise Wait(f"waiting for a decision of {team}", until=deadline)
        send(ctx, audience, case, stage=f"overdue {level + 1}")
    raise Wait(f"waiting for a decision of {team}; everybody was reminded")


def _levels(ctx: Context, team: str) -> tuple[str, ...]:
    found = ctx.teams.get(team)
    return found.escalation if found else ()


def _tell_opened(ctx: Context, team: str, case: Case) -> Told:
    if team in case.asked:
        return Told(stage="opened", audience=team, why="the audience is asked to act")
    return _tell_news(ctx, team, case, stage="opened")


def _tell_news(ctx: Context, team: str, case: Case, *, stage: str) -> Told:
    """Send `stage` after the gathering window, unless the case was decided meanwhile; later tell what got worse."""
    gather(ctx, case)
    with ctx.ledger.read() as connection:
        current = cases.get(connection, case.id, generation=case.generation)
        is_over = cases.is_over(connection, case)
        told = alerts.severity_told(connection, case, team)
    if is_over:
        return Told(stage=stage, audience=team, why="decided meanwhile")
    if told is None or is_unfinished(ctx, case, stage=stage, audience=team):
        return send(ctx, team, current, stage=stage)
    return _tell_change(ctx, team, current, told=told)


def _tell_change(ctx: Context, team: str, case: Case, *, told: str) -> Told:
    """Say `changed` only when the case became more severe than the audience knows."""
    stage = f"changed to {case.severity}"
    is_known = SEVERITIES.index(case.severity) <= SEVERITIES.index(told)
    if is_known and not is_unfinished(ctx, case, stage=stage, audience=team):
        return Told(stage="changed", audience=team, why="told already")
    return send(ctx, team, case, stage=stage)


def _tell_end(ctx: Context, team: str, case: Case, *, stage: str) -> Told:
    with ctx.ledger.read() as connection:
        told = alerts.severity_told(connection, case, team)
    if told is None:
        return Told(stage=stage, audience=team, why="the audience never heard of the case")
    return send(ctx, team, case, stage=stage)
