"""
The login ticket of one process: fetched once for all threads, renewed when it went stale.

Source: contracts/opentext/extended-ecm, section 3. [documented, seen in code]
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future


class Tickets:
    """
    Keeps the newest ticket.

    `log_in` fetches one; while it does, threads that need a ticket wait for its result or error instead of
    logging in as well, and no lock is held.
    """

    def __init__(self, log_in: Callable[[], str]) -> None:
        self._log_in = log_in
        self._lock = threading.Lock()
        self._ticket = ""
        self._flight: Future[str] | None = None

    def current(self) -> str:
        """The ticket to use now, after a login when there is none; raises what the login raises."""
        with self._lock:
            if self._ticket:
                return self._ticket
            flight, is_ours = self._flight or Future[str](), self._flight is None
            self._flight = flight
        if is_ours:
            self._fetch(flight)
        return flight.result()

    def discard(self, used: str) -> None:
        """Forget `used` after a 401, unless another thread has renewed it already."""
        with self._lock:
            if self._ticket == used:
                self._ticket = ""

    def adopt(self, fresh: str, *, instead_of: str) -> None:
        """Go on with the ticket that an answer carried, unless another thread has a newer one already."""
        with self._lock:
            if fresh and self._ticket == instead_of:
                self._ticket = fresh

    def _fetch(self, flight: Future[str]) -> None:
        try:
            ticket = self._log_in()
        except BaseException as error:  # noqa: BLE001 - handed on to every waiting thread, this one included.
            with self._lock:
                self._flight = None
            flight.set_exception(error)
            return
        with self._lock:
            self._ticket = ticket
            self._flight = None
        flight.set_result(ticket)
