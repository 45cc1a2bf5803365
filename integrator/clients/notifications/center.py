"""
The notification center, for installations that have one: a service of their own beside the messaging service.

Source: contracts/opentext/notifications, section 8. [profile]
"""

import re
from collections.abc import Iterator

from integrator.clients.answers import Request
from integrator.clients.auth import Tokens
from integrator.clients.http import Http
from integrator.clients.notifications.center_models import (
    Notice,
    Notification,
    Preferences,
    read_notification,
    read_page,
)
from integrator.clients.notifications.connection import Connection
from integrator.clients.shapes import read_shape

_NOTIFICATIONS = "/notification-center/v1/notifications"
_PREFERENCES = "/notification-center/v1/preferences"
_IN_PATH = re.compile(r"[A-Za-z0-9][\w.@:-]{0,99}")
_COUNT = "100"
_MOST_PAGES = 100
"""A list beyond this does not end: its server ignores the cursor."""


class NotificationCenter:
    """
    The center as one client sees it; may be shared by threads.

    Every operation may also raise each of the six errors of `integrator.clients.errors`.

    Args:
        url: base, without `/notification-center/v1`.
        tokens: of the gateway issuer.
        http: the way to the service.
    """

    def __init__(self, url: str, *, tokens: Tokens, http: Http) -> None:
        self._connection = Connection(url, tokens=tokens, http=http)

    def create(self, notice: Notice) -> Notification:
        """
        Create a notification.

        Idempotent by `correlation_id` and `event`: an equal repeat gives back the one that exists, so that
        after a lost answer the same call is simply made again.

        Raises:
            Conflict: the same `correlation_id` and `event` exist with another content.
            Refused: `codes` holds `unknown_recipient`, `unknown_template` or `no_channel_left`.

        Source: contracts/opentext/notifications, section 8. [profile]
        """
        body = notice.model_dump(mode="json", exclude_none=True)
        return read_shape(
            self._connection.send("create", Request("POST", _NOTIFICATIONS, json=body)), read_notification
        )

    def get(self, notification_id: str) -> Notification:
        """
        Read a notification; repeating is harmless.

        Source: contracts/opentext/notifications, section 8. [profile]
        """
        answer = self._connection.send("get", Request("GET", f"{_NOTIFICATIONS}/{_part(notification_id)}"))
        return read_shape(answer, read_notification)

    def find(self, correlation_id: str, event: str) -> Notification | None:
        """
        Look a notification up by our own reference; repeating is harmless.

        Source: contracts/opentext/notifications, section 8. [profile]
        """
        found = self._listed("find", correlation_id)
        return next((one for one in found if (one.correlation_id, one.event) == (correlation_id, event)), None)

    def acknowledge(self, notification_id: str, *, user: str, comment: str = "") -> Notification:
        """
        Note that `user` has taken the notification on. Idempotent per user.

        Source: contracts/opentext/notifications, section 8. [profile]
        """
        path = f"{_NOTIFICATIONS}/{_part(notification_id)}/acknowledgements"
        request = Request("POST", path, json={"user": user, "comment": comment})
        return read_shape(self._connection.send("acknowledge", request), read_notification)

    def withdraw(self, notification_id: str, *, reason: str) -> Notification:
        """
        Take a notification back because its subject is solved. Repeating is harmless.

        Source: contracts/opentext/notifications, section 8. [profile]
        """
        path = f"{_NOTIFICATIONS}/{_part(notification_id)}/withdrawal"
        request = Request("POST", path, json={"reason": reason})
        return read_shape(self._connection.send("withdraw", request), read_notification)

    def preferences(self, recipient: str) -> Preferences:
        """
        Read what a recipient wants to hear of; repeating is harmless.

        Source: contracts/opentext/notifications, section 8. [profile]
        """
        answer = self._connection.send("preferences", Request("GET", f"{_PREFERENCES}/{_part(recipient)}"))
        return read_shape(answer, Preferences.model_validate)

    def set_preferences(self, recipient: str, wanted: Preferences) -> Preferences:
        """
        Write what a recipient wants to hear of. Idempotent: the last values win.

        Source: contracts/opentext/notifications, section 8. [profile]
        """
        body = wanted.model_dump(mode="json")
        request = Request("PUT", f"{_PREFERENCES}/{_part(recipient)}", json=body)
        return read_shape(self._connection.send("set_preferences", request), Preferences.model_validate)

    def _listed(self, operation: str, correlation_id: str) -> Iterator[Notification]:
        params = {"correlation_id": correlation_id, "count": _COUNT}
        for _ in range(_MOST_PAGES):
            answer = self._connection.send(operation, Request("GET", _NOTIFICATIONS, params=params))
            rows, cursor = read_shape(answer, read_page)
            yield from rows
            if not cursor:
                return
            params["after"] = cursor
        raise answer.garbled("a list without end")


def _part(text: str) -> str:
    """Return an id unchanged; raises `ValueError` when it does not fit into a path."""
    if not _IN_PATH.fullmatch(text):
        raise ValueError(
            "the id of a notification or recipient holds more than letters, digits, '-', '_', '.', ':', '@'"
        )
    return text
