"""Count what was accepted but not shipped yet, so that the journal stays bounded."""

import threading


class Backlog:
    """Rows and bytes that wait for Redis. Used from the request loop, the writer and the shipper."""

    def __init__(self, *, max_rows: int, max_bytes: int, rows: int, size_bytes: int) -> None:
        """Start from `rows` and `size_bytes` found in the journal; a maximum of zero means no limit."""
        self._max_rows = max_rows
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self.rows = rows
        self.size_bytes = size_bytes

    def reserve(self, size_bytes: int) -> bool:
        """Make room for one row; False when it does not fit."""
        with self._lock:
            if self._max_rows and self.rows >= self._max_rows:
                return False
            if self._max_bytes and self.size_bytes + size_bytes > self._max_bytes:
                return False
            self.rows += 1
            self.size_bytes += size_bytes
            return True

    def restart(self, *, rows: int, size_bytes: int) -> None:
        """Count from what was found in the journal."""
        with self._lock:
            self.rows = rows
            self.size_bytes = size_bytes

    def release(self, *, rows: int, size_bytes: int) -> None:
        """Give back the room of rows that were shipped."""
        with self._lock:
            self.rows -= rows
            self.size_bytes -= size_bytes
