"""The end of a call: one thread cuts the connection of whatever has taken too long."""

import heapq
import itertools
import os
import socket
import threading
import time


class Deadline:
    """
    The moment by which one call must be over.

    A timeout of a socket starts anew with every byte, so a server that drips can hold a call for hours. When
    this moment passes, the guarded connection is shut down and whoever waits on it wakes up with an error.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.at = time.monotonic() + seconds
        self.passed = False
        self.is_over = False
        self._handle: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def remaining(self) -> float:
        """Seconds left, at least a millisecond, because zero means something else to a socket."""
        return max(self.at - time.monotonic(), 0.001)

    def guard(self, connection: socket.socket) -> None:
        """Cut this connection, and no longer an earlier one, when the time is up."""
        # A descriptor of our own stays valid while TLS is wrapped around the original, and after that closes.
        handle = socket.fromfd(connection.fileno(), connection.family, connection.type)
        with self._lock:
            previous, self._handle = self._handle, handle
            if self.passed:
                _shut_down(handle)
        if previous is not None:
            previous.close()

    def cut(self) -> None:
        """End the call now, unless it is over already."""
        with self._lock:
            if self.is_over:
                return
            self.passed = True
            if self._handle is not None:
                _shut_down(self._handle)

    def finish(self) -> None:
        """Stop guarding: the connection may serve another call from here on."""
        with self._lock:
            self.is_over = True
            handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()


class _Watchdog:
    """One thread per process that cuts what is late. It sleeps while nothing is."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin without a thread, as every process does, a forked one too."""
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, Deadline]] = []
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    def watch(self, deadline: Deadline) -> None:
        with self._changed:
            heapq.heappush(self._waiting, (deadline.at, next(self._numbers), deadline))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
            elif self._waiting[0][2] is deadline:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            for deadline in self._late():
                deadline.cut()

    def _late(self) -> list[Deadline]:
        with self._changed:
            # Calls that ended in time are dropped in bulk, so that they do not wake this thread one by one.
            while self._waiting and self._waiting[0][2].is_over:
                heapq.heappop(self._waiting)
            until = self._waiting[0][0] - time.monotonic() if self._waiting else None
            if until is None or until > 0:
                self._changed.wait(until)
                return []
            return [heapq.heappop(self._waiting)[2]]


_watchdog = _Watchdog()
os.register_at_fork(after_in_child=_watchdog.reset)


def start_deadline(seconds: float) -> Deadline:
    """Begin a call that must be over in `seconds`; the caller finishes it."""
    deadline = Deadline(seconds)
    _watchdog.watch(deadline)
    return deadline


def _shut_down(handle: socket.socket) -> None:
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # The other side was faster; the call ends all the same.
