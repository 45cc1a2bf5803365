"""
Keep every accepted delivery on disk until long after it was shipped.

One SQLite file per process, holding what was answered 200. The journal is the truth until intake has
committed a delivery to the ledger; Redis only carries it there.
"""

import asyncio
import threading
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Self

from integrator.ingress.backlog import Backlog
from integrator.ingress.database import oldest_unshipped, open_for_reading, open_for_writing, unshipped_size
from integrator.ingress.delivery import Delivery
from integrator.ingress.errors import JournalStalled
from integrator.ingress.outbox import Outbox
from integrator.ingress.slot import Slot, take_free_slot
from integrator.ingress.writer import Writer


class Journal:
    """A journal with its writer. `append` belongs to the event loop, the rest to any thread."""

    def __init__(self, slot: Slot, *, max_rows: int = 0, max_bytes: int = 0, patience: float = 0.8) -> None:
        """
        Open the journal of `slot` and start its writer.

        Args:
            slot: held until `close`.
            max_rows: unshipped deliveries beyond which `append` refuses; zero for no limit.
            max_bytes: the same for sealed bytes.
            patience: seconds that `append` waits for the disk.
        """
        self.name = slot.name
        self._slot = slot
        self._patience = patience
        open_for_writing(slot.path).close()
        with closing(open_for_reading(slot.path)) as connection:
            rows, size_bytes = unshipped_size(connection)
        self.backlog = Backlog(max_rows=max_rows, max_bytes=max_bytes, rows=rows, size_bytes=size_bytes)
        self.arrived = threading.Event()
        """Set whenever new deliveries are on disk; whoever ships them clears it."""
        self._writer = Writer(partial(open_for_writing, slot.path), backlog=self.backlog, arrived=self.arrived)

    @classmethod
    def open(cls, folder: Path, *, max_rows: int = 0, max_bytes: int = 0, patience: float = 0.8) -> Self:
        """Open the journal with the lowest number in `folder` that no other process uses."""
        slot = take_free_slot(folder)
        try:
            return cls(slot, max_rows=max_rows, max_bytes=max_bytes, patience=patience)
        except BaseException:
            slot.release()
            raise

    @property
    def is_accepting(self) -> bool:
        """Whether a delivery that came now would have a chance to be kept."""
        return not self._writer.is_broken and self._writer.busy_seconds() < self._patience

    async def append(self, delivery: Delivery) -> None:
        """
        Keep `delivery`; it is on disk, with fsync, when this returns.

        Raises:
            JournalFull: too much lies unshipped; nothing was written.
            JournalDown: the disk refuses; nothing was written.
            JournalStalled: the disk takes too long; the row may still be written later, which does no harm.
        """
        if self._writer.busy_seconds() > self._patience:
            raise JournalStalled
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[None] = loop.create_future()
        self._writer.write(delivery, kept)
        timer = loop.call_later(self._patience, _give_up, kept)
        try:
            await kept
        finally:
            timer.cancel()

    def outbox(self) -> Outbox:
        """Open the shipper's view of this journal; the caller closes it."""
        return Outbox(self.name, open_for_reading(self._slot.path), write=self._writer.ask, backlog=self.backlog)

    def oldest_unshipped(self) -> int | None:
        """Tell when the oldest unshipped delivery came, in milliseconds since 1970; None without any."""
        with closing(open_for_reading(self._slot.path)) as connection:
            return oldest_unshipped(connection)

    def close(self) -> None:
        """Write what waits and let the file go."""
        self._writer.close()
        self._slot.release()


def _give_up(kept: asyncio.Future[None]) -> None:
    if not kept.done():
        kept.set_exception(JournalStalled())
