"""What lies in journal, stream and queue after the load: every webhook that was accepted, or it was lost."""

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.bench.ingest.sides import Side

_STREAM = "fleet:deliveries"
_QUEUE = "celery"
_PATIENCE = 30.0
_EVERY = 0.05


class Kept:
    """Counts the webhooks that one side has put into Redis, from its making until `close`."""

    def __init__(self, side: Side, client: Any, home: Path) -> None:
        self._side = side
        self._client = client
        self._home = home
        self._taken = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._take, name="intake", daemon=True)
        if side.keeps == "journal and stream":
            self._thread.start()

    def in_redis(self) -> int:
        """Count what has reached Redis."""
        return self._taken if self._side.keeps == "journal and stream" else int(self._client.llen(_QUEUE))

    def await_all(self, answered: int) -> tuple[int, float]:
        """
        Wait until everything that was accepted is kept, or it takes too long.

        Returns:
            How many are kept, and the seconds it took: ours ships behind the answers.
        """
        if self._side.keeps == "nothing":
            return answered, 0.0
        begun = time.monotonic()
        while self.in_redis() < answered and time.monotonic() - begun < _PATIENCE:
            time.sleep(0.01)
        return self.in_redis(), time.monotonic() - begun

    def in_journal(self) -> int | None:
        """Count the different webhooks in our journal; None for a side that has none."""
        if self._side.keeps != "journal and stream":
            return None
        path = self._home / "journal" / "ingress-1.sqlite3"
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(DISTINCT webhook_id) FROM deliveries").fetchone()[0])

    def close(self) -> None:
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _take(self) -> None:
        """Take what lies in the stream, as intake does; before a full one the ingress would rest and look quicker."""
        while not self._closing.wait(_EVERY):
            self._taken += int(self._client.xtrim(_STREAM, maxlen=0, approximate=False))
