"""
The event feed, the only thing of the community that is polled.

Source: contracts/opentext/trading-grid, section 6.4. [profile]
"""

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.trading_grid.connection import Connection
from integrator.clients.trading_grid.models import EventPage
from integrator.clients.trading_grid.reading import read_events

_COUNT = 200


class Events:
    """The feed as one client sees it."""

    def __init__(self, community: Connection) -> None:
        self._community = community

    def events(self, after: str = "") -> EventPage:
        """
        Read the events after a cursor, oldest first; without one from the beginning of the retention.

        Repeating is harmless, it only reads. Keep `next_cursor` in the transaction that keeps what the events
        led to: a crash before reads them again.

        Raises:
            CursorExpired: events were dropped unread; go on from `earliest`, and compare every open case.
        """
        params = {"count": str(_COUNT), **({"after": after} if after else {})}
        return read_shape(self._community.send("events", Request("GET", "/events", params=params)), read_events)
