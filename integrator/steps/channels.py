"""
The ways to an audience, and what each does after an answer was lost.

Source: contracts/opentext/notifications, section 6. [profile]
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from integrator.cases import SEVERITIES, Case
from integrator.clients.errors import Conflict
from integrator.clients.notifications import Addressee, Link, Notice, Phone, Recipient
from integrator.context import Context
from integrator.steps.messages import write
from integrator.teams import Team

_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to an audience."""

    title: str
    """With its article, for people."""
    suffix: str
    """What the audience of an alert by this way ends in."""
    may_repeat: Callable[[Case, int], bool]
    """Whether to submit once more after so many tries whose outcome nobody knows."""
    submit: Callable[[Context, Team, Case, str, str], str]
    """Submits the message of a stage under the id of its alert; returns the remote's id of it."""

    def audience(self, team: str) -> str:
        return f"{team}{self.suffix}"


def may_mail_again(case: Case, tries: int) -> bool:
    """A doubled alarm beats a lost one, once."""
    return tries < 2 and SEVERITIES.index(case.severity) >= SEVERITIES.index("high")


def always_again(_case: Case, _tries: int) -> bool:
    """The center compares our reference itself."""
    return True


def never_again(_case: Case, _tries: int) -> bool:
    """A short message costs money, and a phone that rings twice at night is worse than a mail that comes twice."""
    return False


def _mail(ctx: Context, team: Team, case: Case, stage: str, alert_id: str) -> str:
    message = write(ctx, case, stage=stage)
    return ctx.notifications.send_mail(
        to=[Recipient(ref=recipient.ref, email=recipient.email) for recipient in team.mail],
        subject=message.subject,
        text=message.text,
        message_id=alert_id,
        reference=case.business_key,
        from_name=ctx.settings.notifications_from,
    )


def _sms(ctx: Context, team: Team, case: Case, stage: str, alert_id: str) -> str:
    subject = write(ctx, case, stage=stage).subject
    return ctx.notifications.send_sms(
        to=[Phone(ref=phone.ref, number=phone.number) for phone in team.sms],
        text=f"{subject}. {ctx.settings.console_url}/cases/{case.id}",
        message_id=alert_id,
        reference=case.business_key,
    )


def _notice(ctx: Context, team: Team, case: Case, stage: str, _alert_id: str) -> str:
    """
    Create the center's notification; one that exists already, perhaps in earlier words, is the one we meant.

    Raises:
        RemoteError: as `NotificationCenter.create`.
    """
    center = ctx.notification_center
    if center is None:
        raise LookupError("there is no notification center")
    message = write(ctx, case, stage=stage)
    notice = Notice(
        correlation_id=case.business_key,
        event=_NO_WORD.sub("_", f"{stage} {team.name}"),
        severity=case.severity,
        recipients=(Addressee(type="group", id=team.name),),
        channels=("in_app", "email", "sms") if case.severity == "critical" else ("in_app", "email"),
        subject=message.subject,
        text=message.text,
        links=(Link(rel="case", href=f"{ctx.settings.console_url}/cases/{case.id}"),),
    )
    try:
        return center.create(notice).id
    except Conflict:
        earlier = center.find(notice.correlation_id, notice.event)
        if earlier is None:
            raise
        return earlier.id


MAIL = Channel("a mail", "", may_mail_again, _mail)
CENTER = Channel("a notification", "", always_again, _notice)
SMS = Channel("a short message", "/sms", never_again, _sms)
