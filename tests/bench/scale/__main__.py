"""
Scale: the same work with none, 100,000 and 1,000,000 ended runs in the ledger.

    python -m tests.bench.scale [--runs 0 100000 1000000] [--rounds 5] [--only NAME] [--sqlite] [--short] [--json FILE]

One database for each size, filled with copies of ten orders that the real flows have played; all operations go
through the product's own functions in this process, sizes in turns, on tables vacuumed before each turn. A first turn,
which does not count, notes every SQL statement; the largest ledger tells which of them read a large table from end to
end. The run fails when an answer is wrong, or when the hot path or a search reads one so.
"""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import structlog

from tests.bench.report import machine, write
from tests.bench.rounds import interleaved
from tests.bench.scale.ledgers import workplaces
from tests.bench.scale.operations import OPERATIONS, Operation
from tests.bench.scale.scans import scans
from tests.bench.scale.telling import rows_of, tell
from tests.bench.scale.watch import Listening, Watch, Wrong
from tests.bench.scale.workplace import Workplace

_PACKAGES = ("sqlalchemy", "psycopg")
Found = Mapping[tuple[str, int], list[Watch]]


def main(arguments: list[str]) -> int:
    """Measure and tell."""
    wanted = _wanted(arguments)
    server = "" if wanted.sqlite else os.environ.get("DATABASE_URL", "postgresql://127.0.0.1:5432/test")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    operations = [one for one in OPERATIONS if not wanted.only or one.name in wanted.only]
    try:
        with workplaces(wanted.runs, server=server) as places:
            noted = {one.name: _listen(one, places) for one in operations}
            found = measure(operations, places, rounds=wanted.rounds)
            read = {name: scans(places[-1].ledger, one.sent) for name, one in noted.items()}
    except Wrong as error:
        print(f"WRONG: {error}", file=sys.stderr)  # noqa: T201
        return 1
    here = machine(*_PACKAGES) | {"ledger": "PostgreSQL" if server else "SQLite"}
    rows = rows_of(operations, wanted.runs, found)
    tell(rows, operations, read, here)
    told = {name: [asdict(one) for one in several] for name, several in read.items()}
    write(wanted.json, {"machine": here, "rounds": wanted.rounds, "rows": rows, "scans": told})
    return int(any(read.get(one.name) for one in operations if one.kind in {"hot", "search"}))


def measure(operations: Sequence[Operation], places: Sequence[Workplace], *, rounds: int) -> Found:
    """Do all operations in turns; what was measured comes by operation and size."""
    found: dict[tuple[str, int], list[Watch]] = {}
    for number, operation, place in interleaved(rounds, operations, places):
        if operation is operations[0]:
            place.tidy()
        watch = Watch()
        operation.do(place, watch)
        found.setdefault((operation.name, place.size), []).append(watch)
        if operation is operations[-1] and place is places[-1]:
            print(f"  round {number + 1} of {rounds}", file=sys.stderr, flush=True)  # noqa: T201
    return found


def _listen(operation: Operation, places: Sequence[Workplace]) -> Listening:
    """Do an operation once at each size and return what was noted at the largest."""
    for place in places:
        watch = Listening(ledger=place.ledger)
        operation.do(place, watch)
    return watch


def _wanted(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.scale", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, nargs="+", help="sizes; default 0 100000 1000000, of SQLite 0 100000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="of the operations only these")
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    parser.add_argument("--short", action="store_true", help="0 and 20,000 runs, two rounds, for CI")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args(arguments)
    if wanted.short:
        wanted.runs, wanted.rounds = [0, 20_000], 2
    wanted.runs = sorted(wanted.runs or ([0, 100_000] if wanted.sqlite else [0, 100_000, 1_000_000]))
    return wanted


if __name__ == "__main__":
    # Asked to end, it drops its databases first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main(sys.argv[1:]))
