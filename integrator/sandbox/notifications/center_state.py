"""The notification center's memory: notifications by our reference, preferences by recipient (notifications.md 8)."""

from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.notifications.center_requests import SEVERITIES, read_time
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

_NOTIFICATION = "notifications.center"
_PREFERENCES = "notifications.preferences"
_WAY = ("queued", "sent", "delivered")
TEMPLATES = frozenset({"order_needs_review", "approval_request"})
"""Texts of the center's own."""


class CenterError(Exception):
    """Why the center refuses: `code` is one of the contract's words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def create(world: World, notice: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Keep a notification, or find the equal one of before; return it and whether it is new."""
    with world.db.transaction():
        same = [one for one in world.db.all(_NOTIFICATION) if _reference(one["notice"]) == _reference(notice)]
        if same:
            if same[0]["notice"] != notice:
                raise CenterError(409, "duplicate_conflict", "the same reference exists with another content")
            return show(world, same[0]), False
        _check_words(notice)
        deliveries = [
            _plan(world, one["id"], channel, notice) for one in notice["recipients"] for channel in notice["channels"]
        ]
        if all(one["state"] == "suppressed" for one in deliveries):
            raise CenterError(422, "no_channel_left", "no recipient wants to hear of this by these channels")
        number = world.db.next_number(_NOTIFICATION)
        kept: Document = {
            "id": f"n-{number}",
            "notice": notice,
            "created": world.clock.now().isoformat(),
            "planned": deliveries,
            "acknowledgements": [],
            "withdrawal": None,
        }
        world.db.put(_NOTIFICATION, kept["id"], kept)
        _record(world, "notification_created", kept, {"recipients": [one["id"] for one in notice["recipients"]]})
    return show(world, kept), True


def get(world: World, notification_id: str) -> Document:
    """Return what is kept; raises 404."""
    found = world.db.get(_NOTIFICATION, notification_id)
    if found is None:
        raise CenterError(404, "not_found", "there is no such notification")
    return found


def all_notifications(world: World) -> list[dict[str, Any]]:
    """Return all, in the order of their creation."""
    return [show(world, kept) for kept in world.db.all(_NOTIFICATION)]


def acknowledge(world: World, notification_id: str, *, user: str, comment: str) -> dict[str, Any]:
    """Note once per user that somebody has taken the notification on."""
    with world.db.transaction():
        kept = get(world, notification_id)
        if all(one["user"] != user for one in kept["acknowledgements"]):
            kept["acknowledgements"].append({"user": user, "comment": comment})
            world.db.put(_NOTIFICATION, kept["id"], kept)
            _record(world, "notification_acknowledged", kept, {"user": user})
    return show(world, kept)


def withdraw(world: World, notification_id: str, *, reason: str) -> dict[str, Any]:
    """Take a notification back; the first reason stays."""
    with world.db.transaction():
        kept = get(world, notification_id)
        if kept["withdrawal"] is None:
            kept["withdrawal"] = reason
            world.db.put(_NOTIFICATION, kept["id"], kept)
            _record(world, "notification_withdrawn", kept, {"reason": reason})
    return show(world, kept)


def preferences(world: World, recipient: str) -> dict[str, Any]:
    """Return what a recipient wants to hear of; raises 422 for nobody."""
    _check_known(recipient)
    everything = {
        "channels": {"email": True, "sms": False, "in_app": True},
        "min_severity": "info",
        "muted_until": None,
    }
    return world.db.get(_PREFERENCES, recipient) or everything


def put_preferences(world: World, recipient: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Replace what a recipient wants to hear of."""
    _check_known(recipient)
    world.db.put(_PREFERENCES, recipient, wanted)
    return wanted


def show(world: World, kept: Document) -> dict[str, Any]:
    """Return a notification as the center tells it, with what has become of it by now."""
    now = world.clock.now()
    created = datetime.fromisoformat(kept["created"])
    step = read_switches(world.db).delivery_step_seconds
    done = min(int((now - created).total_seconds() // step) if step else len(_WAY), len(_WAY) - 1)
    moment = created + timedelta(seconds=step * done)
    deliveries = [
        {**one, "state": one["state"] or _WAY[done], "state_time": moment.isoformat(), "error_code": None}
        for one in kept["planned"]
    ]
    return {
        **kept["notice"],
        "id": kept["id"],
        "created_time": kept["created"],
        "state": _state(kept, now, done),
        "deliveries": deliveries,
    }


def _state(kept: Document, now: datetime, done: int) -> str:
    expires = kept["notice"].get("expires_time")
    if kept["withdrawal"] is not None:
        return "withdrawn"
    if kept["acknowledgements"]:
        return "acknowledged"
    if expires and now >= read_time(expires, "expires_time"):
        return "expired"
    if done < len(_WAY) - 1:
        return ("accepted", "dispatching")[done]
    return "partly_delivered" if any(one["state"] for one in kept["planned"]) else "delivered"


def _plan(world: World, recipient: str, channel: str, notice: dict[str, Any]) -> dict[str, str]:
    """Plan one delivery; its state is empty as long as time alone decides."""
    wanted = preferences(world, recipient)
    is_muted = wanted["muted_until"] and world.clock.now() < read_time(wanted["muted_until"], "muted_until")
    is_minor = SEVERITIES.index(notice["severity"]) < SEVERITIES.index(wanted["min_severity"])
    is_kept_back = is_muted or is_minor or not wanted["channels"][channel]
    return {"recipient": recipient, "channel": channel, "state": "suppressed" if is_kept_back else ""}


def _check_words(notice: dict[str, Any]) -> None:
    for recipient in notice["recipients"]:
        _check_known(recipient["id"])
    if "template" in notice and notice["template"] not in TEMPLATES:
        raise CenterError(422, "unknown_template", "there is no such template")


def _check_known(recipient: str) -> None:
    """Everybody is known but ids that begin with `unknown`."""
    if recipient.startswith("unknown"):
        raise CenterError(422, "unknown_recipient", "there is no such recipient")


def _reference(notice: dict[str, Any]) -> tuple[str, str]:
    return notice["correlation_id"], notice["event"]


def _record(world: World, operation: str, kept: Document, detail: dict[str, Any]) -> None:
    notice = kept["notice"]
    shown = {"id": kept["id"], "subject": notice["subject"], "text": notice["text"], **detail}
    world.effects.record(
        "notifications", operation, key=notice["event"], subject=notice["correlation_id"], detail=shown
    )
