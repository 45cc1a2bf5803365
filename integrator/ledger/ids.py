"""Identifiers: ordered by time, short enough for a task id, and keys derived from what they stand for."""

import secrets
import time
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5


def new_id() -> str:
    """Return 22 hex digits: 12 of the time in milliseconds, 10 random, so that ids sort by age."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(5)}"


def id_at(moment: datetime) -> str:
    """Return what the ids that were drawn at `moment` or later sort behind."""
    return f"{int(moment.timestamp() * 1000):012x}"


def case_id(store: str, concern: str, subject: str) -> str:
    """
    Return the id of the one case about a concern and a subject, 22 hex digits.

    Derived and not drawn, so that a case that is opened again after a backup was restored carries the id under which
    its holds already exist in the remote systems.
    """
    return uuid5(NAMESPACE_URL, f"{store}|{concern}|{subject}").hex[:22]


def idempotency_key(installation: str, *, store: str, scope: str, step: str, generation: int) -> str:
    """
    Return the key under which one effect happens once.

    The same for every attempt of a step; `generation` rises only by a reopened case or an operator's redo.
    """
    return str(uuid5(NAMESPACE_URL, f"{installation}|{store}|{scope}|{step}|{generation}"))
