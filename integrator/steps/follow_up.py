"""
What became of the messages that went out: nobody is told again because of it, but operators learn what does not arrive.

Source: contracts/opentext/notifications, section 7. [profile]
"""

from datetime import datetime, timedelta
from typing import Any

from integrator.clients.errors import Refused, RemoteError
from integrator.clients.notifications.status import Outcome
from integrator.context import Connections
from integrator.ledger import alerts, cases
from integrator.ledger.alarms import clear_alarm, raise_alarm
from integrator.steps.channels import SMS

CODE = "alert_not_arriving"
EVERY = timedelta(minutes=1)
_AGES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 360))
"""How old an alert is when it is looked at; what is under way after the last stays `sent`."""
_MOST = 200
"""Looks of one round. What a flood leaves out is looked at when it is older."""

_CENTER: dict[str, Outcome] = {
    "delivered": "delivered",
    "partly_delivered": "delivered",
    "acknowledged": "seen",
    "failed": "failed",
    "expired": "failed",
}


def follow_up(connections: Connections, now: datetime) -> str:
    """Ask for the messages whose time has come, and write what became of them; return it in words."""
    # A round covers twice its distance, so that a late one leaves none out; looking twice is harmless.
    spans = [(now - age - 2 * EVERY, now - age) for age in _AGES]
    told: dict[str, int] = {}
    for alert in alerts.sent_between(connections.ledger, spans, most=_MOST):
        try:
            outcome, lost = _outcome(connections, alert)
        except Refused:
            outcome, lost = "under way", []  # The remote forgets its jobs after a while.
        except RemoteError as error:
            return f"stopped: {error}"
        told[outcome] = told.get(outcome, 0) + 1
        if outcome != "under way":
            _write(connections, alert, outcome, lost)
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(told.items())) or "nothing to ask for"


def _outcome(connections: Connections, alert: Any) -> tuple[Outcome, list[str]]:
    """Return what became of an alert, and the short names of those whom it will never reach."""
    if connections.notification_center:
        state = connections.notification_center.get(alert.job_id).state
        return _CENTER.get(state, "under way"), []
    service = connections.notifications
    is_short = alert.audience.endswith(SMS.suffix)
    status = service.sms_status(alert.job_id) if is_short else service.status(alert.job_id)
    lost = [one.ref for one in status.deliveries if one.outcome == "failed" or one.has_opted_out]
    return status.outcome, lost


def _write(connections: Connections, alert: Any, outcome: Outcome, lost: list[str]) -> None:
    ledger = connections.ledger
    with ledger.write() as connection:
        if not alerts.arrived(connection, alert.id, outcome):
            return
        if outcome == "failed":
            text = f"what was sent to {alert.audience} ({alert.stage}) did not arrive; tell them otherwise"
            cases.change(connection, alert.case_id, attention=text)
        if lost or outcome == "failed":
            whom = f"{alert.audience}: {', '.join(lost)}" if lost else alert.audience
            raise_alarm(ledger, connection, code=CODE, about=alert.audience, text=f"messages do not reach {whom}")
        else:
            clear_alarm(ledger, connection, code=CODE, about=alert.audience)
