"""
Activities: how we learn what people have done.

Source: contracts/opentext/file360, 5.3 row 14. [profile]
"""

from integrator.clients.answers import Request
from integrator.clients.file360.connection import Connection
from integrator.clients.file360.folders import base_of
from integrator.clients.file360.models import Activity, ActivityPage, Ref
from integrator.clients.file360.reading import read_activities, read_activity
from integrator.clients.shapes import read_shape

_LIMIT = 200


class Feed:
    """The activities of everything that we may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def activities(self, after: str = "", *, event: str = "") -> ActivityPage:
        """
        Read one page of the feed, oldest first; repeating is harmless, it only reads.

        Store `next_cursor` once the effects of the page are committed. A page can be empty and still move the cursor.

        Args:
            after: a former `next_cursor`; empty begins at the oldest that the service keeps.
            event: only these, such as `status_changed`; empty for all.

        Raises:
            CursorExpired: the service no longer keeps what followed `after`.
        """
        wanted = {"after": after, "where_event": event}
        params = {**{key: value for key, value in wanted.items() if value}, "limit": str(_LIMIT)}
        return read_shape(
            self._connection.send("activities", Request("GET", "/activities", params=params)), read_activities
        )

    def activities_of(self, ref: Ref, *, recursive: bool = False) -> list[Activity]:
        """
        List what was done to an item, and to everything in it if `recursive`; repeating is harmless, it only reads.

        Raises:
            NotFound: the item is gone.
        """
        params = {"recursive": "true" if recursive else "false"}
        return list(self._connection.rows_of("activities_of", f"{base_of(ref)}/activities", params, read_activity))
