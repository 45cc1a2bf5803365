"""The review status of files (file360.md 5.2, 5.3 row 10)."""

from typing import Any

from integrator.sandbox.file360.errors import invalid, invalid_state
from integrator.sandbox.file360.items import Item

WAYS = {
    "draft": ("in_review", "obsolete"),
    "in_review": ("approved", "rejected", "draft"),
    "rejected": ("in_review", "draft", "obsolete"),
    "approved": ("in_review", "obsolete"),
    "obsolete": (),
}
"""From each status those that may follow it; a new version makes a draft of every file."""


def change_status(file: Item, wanted: dict[str, Any], *, actor: str, now: str) -> bool:
    """Give the newest version of a file its status; False when nothing changes. Raises 400 `invalid_state`."""
    status = wanted["status"]
    if status not in WAYS:
        raise invalid(f"status must be one of {', '.join(WAYS)}")
    dates = {name: wanted.get(name, file[name]) for name in ("effective_date", "expiration_date")}
    if status == file["status"] and all(file[name] == date for name, date in dates.items()):
        return False
    if status not in {file["status"], *WAYS[file["status"]]}:
        raise invalid_state(f"{status} cannot follow {file['status']}")
    file |= dates
    file |= {
        "status": status,
        "status_changed_at": now,
        "status_changed_by": actor,
        "status_comment": wanted.get("comment", ""),
    }
    file["versions"][-1]["status"] = status
    return True
