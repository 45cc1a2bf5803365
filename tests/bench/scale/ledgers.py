"""The ledgers that are compared: one database each, filled to a size, gone afterwards."""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from integrator.ledger import upgrade
from integrator.ledger.database import Ledger
from integrator.settings import Settings
from tests.bench.scale.filling import fill
from tests.bench.scale.history import play
from tests.bench.scale.pattern import Pattern
from tests.bench.scale.workplace import Workplace
from tests.support.databases import scratch_database


@contextmanager
def workplaces(sizes: Sequence[int], *, server: str) -> Iterator[list[Workplace]]:
    """Yield a workplace for each size; an empty `server` means SQLite."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        history = play(folder)
        found = []
        for size in sizes:
            url = stack.enter_context(scratch_database(server)) or f"sqlite:///{folder}/{size}.db"
            pattern, begun = Pattern(history), time.perf_counter()
            _migrate(Settings(data_dir=folder, database_url=url).ledger_url)
            filled = fill(url, pattern, size)
            told = f"  {filled:,} old runs written in {time.perf_counter() - begun:.0f} s"
            print(told, file=sys.stderr, flush=True)  # noqa: T201
            found.append(stack.enter_context(closing(Workplace(url, pattern, size, folder=folder))))
        yield found


def _migrate(url: str) -> None:
    with closing(Ledger(url)) as ledger:
        upgrade.upgrade(ledger)
