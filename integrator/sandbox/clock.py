"""The sandbox's time: the real one plus an offset that tests and people may advance."""

from datetime import UTC, datetime, timedelta

from integrator.sandbox.database import Database


class SandboxClock:
    """UTC, aware. The offset is kept in the database, so that a restart does not turn time back."""

    def __init__(self, db: Database) -> None:
        self._db = db
        kept = db.get("clock", "offset")
        self._offset = timedelta(seconds=kept["seconds"] if kept else 0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Move time forward; `ValueError` when `seconds` is negative, for time never runs backwards."""
        if seconds < 0:
            raise ValueError("time can only be advanced")
        self._offset += timedelta(seconds=seconds)
        self._db.put("clock", "offset", {"seconds": self._offset.total_seconds()})

    def reset(self) -> None:
        """Return to the real time."""
        self._offset = timedelta()
        self._db.delete("clock", "offset")
