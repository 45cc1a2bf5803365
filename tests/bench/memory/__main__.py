"""
Memory: of the ingress idle and under load, of a worker after its start and after some hundred flows, and in Redis.

    python -m tests.bench.memory [--rounds 3] [--orders 75] [--sqlite] [--short] [--json FILE]

Processes are weighed by their resident set, `VmRSS`, children included. The ingress is loaded as by the ingest bench,
over 32 connections. What a delivery costs in Redis is the growth of `used_memory` while no worker takes any.
"""

import argparse
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.cores import LOAD, on_core
from tests.bench.ingest.measure import Cell, measure
from tests.bench.ingest.sides import SIDES
from tests.bench.memory.fleet import weighed
from tests.bench.memory.queued import RATIO, queued
from tests.bench.report import machine, middle, table, write
from tests.bench.rounds import Round
from tests.bench.scratch import database_server

_CONNECTIONS = 32
_SECONDS = 4.0
_QUEUED = ((7_000, 2_000), (200_000, 200))
"""Size of the body in bytes, and how many deliveries."""
_COLUMNS = ("what", "unit", "median", "lowest", "highest", "wanted", "counted")
_PACKAGES = ("celery", "kombu", "redis", "sqlalchemy", "psycopg", "uvicorn", "uvloop", "starlette", "pydantic")


def main(arguments: list[str]) -> int:
    """Measure and tell; 1 when something that was accepted is missing, whatever the figures."""
    wanted = _wanted(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = "" if wanted.sqlite else database_server()
    found: dict[str, list[Round]] = {}
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        for _ in range(wanted.rounds):
            for title, one in _round(wanted, server, Path(name)):
                found.setdefault(title, []).append(one)
                print(f"  {title}: {one.figures} {one.wrong}", file=sys.stderr, flush=True)  # noqa: T201
    rows = _rows(found)
    here = machine(*_PACKAGES) | {"SQLite": sqlite3.sqlite_version, "ledger": "PostgreSQL" if server else "SQLite"}
    print(table(rows, _COLUMNS))  # noqa: T201
    print("\n".join(f"{name}: {value}" for name, value in here.items()))  # noqa: T201
    wrong = [f"{title}: {one.wrong}" for title, rounds in found.items() for one in rounds if one.wrong]
    print("\n".join(f"WRONG {line}" for line in wrong) or "nothing lost")  # noqa: T201
    write(wanted.json, {"machine": here, "rows": rows})
    return int(bool(wrong))


def _round(wanted: argparse.Namespace, server: str, folder: Path) -> Sequence[tuple[str, Round]]:
    ours = SIDES[0]
    with on_core(LOAD):
        loaded = [
            (
                f"ingress {size}",
                measure(ours, ours.shapes[0], Cell(size, _CONNECTIONS), seconds=_SECONDS, folder=folder),
            )
            for size, _ in _QUEUED
        ]
        lying = [(f"redis {size}", queued(size, count, folder=folder)) for size, count in _QUEUED]
    return [*loaded, *lying, ("fleet", weighed(wanted.orders, server=server, folder=folder))]


def _rows(found: dict[str, list[Round]]) -> list[dict[str, Any]]:
    def row(what: str, unit: str, title: str, figure: str, wanted: str = "") -> dict[str, Any]:
        counted = [one.figures[figure] for one in found[title] if not one.wrong]
        return {
            "what": what,
            "unit": unit,
            "median": middle(counted),
            "lowest": min(counted, default=0.0),
            "highest": max(counted, default=0.0),
            "wanted": wanted or None,
            "counted": f"{len(counted)}/{len(found[title])}",
        }

    small, large = (size for size, _ in _QUEUED)
    half, all_flows = (middle([one.figures[f"flows {when}"] for one in found["fleet"]]) for when in ("half", "worked"))
    whens = {"started": "started", "half": f"after {half:.0f} flows", "worked": f"after {all_flows:.0f} flows"}
    return [
        row("ingress, idle", "MB", f"ingress {small}", "idle MB"),
        *(
            row(f"ingress, loaded with {size // 1000} kB", "MB", f"ingress {size}", "RSS MB", "80")
            for size in (small, large)
        ),
        *(row(f"ingress, peak with {size // 1000} kB", "MB", f"ingress {size}", "peak MB") for size in (small, large)),
        *(
            row(f"{process}, {told}", "MB", "fleet", f"{process} {when} MB")
            for process in ("w1", "w2", "beat", "sandbox", "redis")
            for when, told in whens.items()
        ),
        *(
            row(f"Redis, a delivery of {size // 1000} kB", "x body", f"redis {size}", RATIO, "1.2")
            for size in (small, large)
        ),
        *(
            row(f"Redis, a delivery of {size // 1000} kB", "bytes", f"redis {size}", "bytes each")
            for size in (small, large)
        ),
    ]


def _wanted(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.memory", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--orders", type=int, default=75, help="risky orders that the fleet works off; five flows each")
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    parser.add_argument("--short", action="store_true", help="one round with 10 orders, for CI")
    parser.add_argument("--folder", type=Path, help="where journal and Redis lie; a disk, not memory")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args(arguments)
    if wanted.short:
        wanted.rounds, wanted.orders = 1, 10
    return wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
