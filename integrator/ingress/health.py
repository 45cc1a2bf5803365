"""Say how the ingress is, in one small document that names no store and no customer."""

import sqlite3
import time
from collections import Counter
from typing import Any

from integrator.ingress.journal import Journal


def health(journal: Journal, answers: Counter[str], *, redis_reachable: bool) -> dict[str, Any]:
    """
    Collect the figures of this process. May wait for the disk, so it does not belong on the event loop.

    Returns:
        `accepting`: false while deliveries would be answered 503; `unshipped` with `rows`, `bytes` and
        `oldest_seconds` (null when there are none, or when the journal cannot be read); `redis_reachable`;
        `answers` by kind since the start.
    """
    return {
        "accepting": journal.is_accepting,
        "journal": journal.name,
        "unshipped": {
            "rows": journal.backlog.rows,
            "bytes": journal.backlog.size_bytes,
            "oldest_seconds": _oldest_seconds(journal),
        },
        "redis_reachable": redis_reachable,
        "answers": dict(answers),
    }


def _oldest_seconds(journal: Journal) -> float | None:
    try:
        oldest = journal.oldest_unshipped()
    except sqlite3.Error:
        return None  # `accepting` and the log say what is wrong with the journal.
    return None if oldest is None else round(max(0.0, time.time() - oldest / 1000), 3)
