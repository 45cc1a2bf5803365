"""
Ship the journals of processes that do not come back.

After a machine was scaled down, or a process got another slot, a journal may lie there with nobody to ship
it. Every ingress looks for such journals and treats the ones it can lock as its own until it ends.
"""

import sqlite3
import threading
from pathlib import Path

import structlog

from integrator.ingress.errors import JournalUnknown
from integrator.ingress.journal import Journal
from integrator.ingress.shipper import Shipper, Shipping
from integrator.ingress.slot import abandoned_slots, try_slot

log = structlog.get_logger(__name__)


class Adoption:
    """Looks for abandoned journals in `folder` from its making until `close`."""

    def __init__(self, folder: Path, shipping: Shipping, *, every: float = 30.0) -> None:
        """Look every `every` seconds; not at once, since a restarted neighbor should find its slot free."""
        self._folder = folder
        self._shipping = shipping
        self._every = every
        self._adopted: list[tuple[Shipper, Journal]] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="journal-adoption", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop looking and let the adopted journals go."""
        self._closing.set()
        self._thread.join(timeout=5)
        for shipper, journal in self._adopted:
            shipper.close()
            journal.close()

    def _work(self) -> None:
        while not self._closing.wait(self._every):
            for name in abandoned_slots(self._folder):
                try:
                    self._adopt(name)
                except (OSError, sqlite3.Error, JournalUnknown) as error:
                    log.error("journal_not_adopted", journal=name, error=str(error))

    def _adopt(self, name: str) -> None:
        slot = try_slot(self._folder, name)
        if slot is None:
            return
        try:
            journal = Journal(slot)
        except BaseException:
            slot.release()
            raise
        log.info("journal_adopted", journal=name, unshipped=journal.backlog.rows)
        self._adopted.append((Shipper(journal, self._shipping), journal))
