"""Keeping the leases of the steps at work: one thread per process renews them all in one transaction."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from integrator.context import Connections
from integrator.ledger import runs

log = structlog.get_logger(__name__)

_LONGEST = 600.0
"""Seconds for which a step may hold its run: each remote call ends after 30 s, so what lasts longer hangs."""

WORKER = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
"""Name of this process's incarnation; random, because a restarted process is not its predecessor."""


class Leases:
    """The runs this process holds right now."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._held: dict[str, tuple[int, float]] = {}
        """Run id to fence, and since when."""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def kept(self, run_id: str, fence: int) -> Iterator[None]:
        """Renew the lease of a run while the block works; one that hangs loses it in the end."""
        held = (fence, time.monotonic())
        with self._lock:
            self._held[run_id] = held
            if self._thread is None:
                self._thread = threading.Thread(target=self._renew_for_ever, name="leases", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                if self._held.get(run_id) == held:
                    del self._held[run_id]

    def _renew_for_ever(self) -> None:
        lease = self._connections.settings.lease
        pause = threading.Event()
        while not pause.wait(lease.total_seconds() / 4):
            held = self._living()
            if not held:
                continue
            try:
                runs.renew(self._connections.ledger, held, lease=lease)
            except Exception as error:  # noqa: BLE001 - the ledger may be away; the next turn tries again.
                log.warning("leases could not be renewed", error=type(error).__name__, count=len(held))

    def _living(self) -> dict[str, int]:
        """Return run id and fence of the steps that do not hang; the others are left to another worker."""
        now = time.monotonic()
        with self._lock:
            hanging = [run_id for run_id, (_, since) in self._held.items() if now - since > _LONGEST]
            for run_id in hanging:
                del self._held[run_id]
            held = {run_id: fence for run_id, (fence, _) in self._held.items()}
        for run_id in hanging:
            log.error("step hangs and loses its run", run=run_id)
        return held
