"""The simulated fleet's surroundings: a ledger whose commits are moments, connections without a network, no threads."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pydantic_core import to_json

from integrator.clock import FixedClock
from integrator.context import Connections
from integrator.ledger.database import Connection, Ledger
from integrator.settings import Settings
from tests.simulation.moments import Moments


class SimLedger(Ledger):
    """
    The real ledger on SQLite; a process may die right before and right after each commit.

    Right before a transaction begins others may act: what a process looked at before may not be true in it any more.

    The database lies in memory: a simulated death never loses it, and a forked world has a copy of its own.
    """

    def __init__(self, clock: FixedClock, moments: Moments) -> None:
        super().__init__("sqlite:///:memory:", now=clock.now)
        self.moments = moments

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.moments.reach("before write")
        with super().write() as connection:
            yield connection
            self.moments.reach("before commit")
        self.moments.reach("after commit")


class SimRedis:
    """The few commands that steps use, on virtual time."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self._values: dict[str, tuple[bytes, datetime]] = {}

    def set(self, key: str, value: str, *, nx: bool, px: int) -> bool:
        if nx and self.get(key) is not None:
            return False
        self._values[key] = (value.encode(), self._clock.now() + timedelta(milliseconds=px))
        return True

    def get(self, key: str) -> bytes | None:
        value, until = self._values.get(key, (None, self._clock.now()))
        return value if until > self._clock.now() else None

    def delete(self, key: str) -> None:
        self._values.pop(key, None)

    def flushall(self) -> None:
        self._values.clear()


class SimLeases:
    """Leases that nobody renews: on virtual time an attempt takes as long as its moments say."""

    @contextmanager
    def kept(self, run_id: str, fence: int) -> Iterator[None]:
        del run_id, fence
        yield


class SimConnections(Connections):
    """Connections of which only the operators' files are real; the world sets ledger, Redis and remote systems."""

    sim_store: Any
    sim_archive: Any

    def shopify(self, store: Any) -> Any:
        del store
        return self.sim_store

    def ecm(self, store: Any) -> Any:
        del store
        return self.sim_archive


def sim_settings(folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        config_dir=Path("config"),
        installation="simulation",
        gathering="PT0S",
        seal_key="00" * 32,
    )


class _Counted:
    """Time and dice of new ids, counted: what is ordered by id comes in the same order in every replay."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def time_ns(self) -> int:
        return next(self._numbers) * 1_000_000

    def token_hex(self, size: int) -> str:
        return "0" * (2 * size)


@contextmanager
def cheap_papers() -> Iterator[None]:
    """
    Write papers as JSON, and count ids instead of drawing them.

    Typesetting has tests of its own; what counts here is that equal facts are equal, and equal seeds equal histories.
    """
    counted = _Counted()

    def paper(kind: str, facts: Any, *, templates: Path) -> bytes:
        del templates
        return kind.encode() + b"\n" + to_json(facts)

    with (
        patch("integrator.steps.documents.render", paper),
        patch("integrator.ledger.ids.time", counted),
        patch("integrator.ledger.ids.secrets", counted),
    ):
        yield
