"""Alarms: what the fleet tells about itself. One open row per code and matter; the same again only counts."""

from typing import Any

import structlog
from sqlalchemy import Connection, select, update

from integrator.ledger.database import Ledger, rows
from integrator.ledger.ids import new_id
from integrator.ledger.inserts import once
from integrator.ledger.tables import alarms

log = structlog.get_logger(__name__)

_ABOUT = 255
_RAISE = once(alarms, key=("code", "about"), where=alarms.c.cleared_at.is_(None), returning=alarms.c.id)


def raise_alarm(
    ledger: Ledger, connection: Connection, *, code: str, about: str, text: str, severity: str = "high"
) -> bool:
    """
    Raise an alarm as part of the open transaction; return whether it is new.

    Args:
        ledger: of `connection`.
        connection: an open transaction.
        code: kind of trouble, such as `subscription_missing`.
        about: what is in trouble, such as a store.
        text: one sentence for people; no secrets, no personal data.
        severity: info, warning, high or critical.
    """
    now = ledger.now(connection)
    new = {
        "id": new_id(),
        "code": code,
        "about": about[:_ABOUT],
        "text": text,
        "severity": severity,
        "raised_at": now,
        "last_at": now,
        "count": 1,
    }
    added = _RAISE.first(connection, new)
    if added is not None:
        log.error("alarm raised", code=code, severity=severity, text=text)
    else:
        again = {"text": text, "severity": severity, "last_at": now, "count": alarms.c.count + 1}
        connection.execute(update(alarms).where(*_open(code, about)).values(**again))
    return added is not None


def clear_alarm(ledger: Ledger, connection: Connection, *, code: str, about: str) -> bool:
    """Clear an open alarm as part of the open transaction; return whether there was one."""
    result = connection.execute(update(alarms).where(*_open(code, about)).values(cleared_at=ledger.now(connection)))
    return result.rowcount == 1


def open_alarms(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the alarms that are open, oldest first."""
    query = select(alarms).where(alarms.c.cleared_at.is_(None)).order_by(alarms.c.raised_at, alarms.c.id)
    with ledger.read() as connection:
        return rows(connection.execute(query))


def _open(code: str, about: str) -> tuple[Any, ...]:
    return alarms.c.code == code, alarms.c.about == about[:_ABOUT], alarms.c.cleared_at.is_(None)
