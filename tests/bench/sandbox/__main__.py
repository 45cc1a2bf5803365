"""
Sandbox: how long the read of a single object takes in each emulated system, over a kept connection.

    python -m tests.bench.sandbox [--rounds 5] [--short] [--json FILE]

A sandbox of its own with some hundred orders; the reads of all systems take turns.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from integrator.sandbox.config import SandboxConfig
from tests.bench.report import machine, middle, quantile, spread, table, write
from tests.bench.sandbox.reads import Read, connect, prepare
from tests.support.sandboxes import run_server

_TURNS, _FEW = 200, 20
_COLUMNS = ("system", "read", "p50 ms", "p99 ms", "spread")
_WANTED = "wanted: p50 <= 5 ms for each; client and server share one process here, so the server alone is quicker"


def main(arguments: list[str]) -> int:
    """Measure and tell; never fails on a figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sandbox", description="Reads of single objects.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--short", action="store_true", help="one round with few reads, for CI")
    parser.add_argument("--json", type=Path, dest="file")
    wanted = parser.parse_args(arguments)
    rounds, turns = (1, _FEW) if wanted.short else (wanted.rounds, _TURNS)
    with tempfile.TemporaryDirectory() as folder:
        for url in run_server(SandboxConfig(data_dir=Path(folder))):
            reads = prepare(url)
            rows = _rows(reads, [_round(url, reads, turns) for _ in range(rounds)])
    print(table(rows, _COLUMNS), _WANTED, sep="\n")  # noqa: T201
    write(wanted.file, {"machine": machine("graphql-core", "starlette", "uvicorn"), "reads": rows})
    return 0


def _round(url: str, reads: list[Read], turns: int) -> list[list[float]]:
    """Return the ascending milliseconds of each read."""
    connection = connect(url)
    found: list[list[float]] = [[] for _ in reads]
    for _ in range(turns):
        for read, times in zip(reads, found, strict=True):
            begun = time.perf_counter()
            read.send(connection)
            times.append(1000 * (time.perf_counter() - begun))
    connection.close()
    return [sorted(times) for times in found]


def _rows(reads: list[Read], rounds: list[list[list[float]]]) -> list[dict[str, Any]]:
    rows = []
    for place, read in enumerate(reads):
        halves = [quantile(times[place], 0.5) for times in rounds]
        tails = [quantile(times[place], 0.99) for times in rounds]
        rows.append(
            {
                "system": read.system,
                "read": read.what,
                "p50 ms": middle(halves),
                "p99 ms": middle(tails),
                "spread": spread(halves),
            }
        )
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
