"""
Latency: from a signed webhook to the hold in the sandbox, at 1, 20 and 50 risky orders per second.

    python -m tests.bench.latency [--rounds 1] [--rate PER_SECOND ORDERS] [--lean] [--sqlite] [--short] [--json FILE]

A whole fleet for each measurement: sandbox, ingress, two workers, beat, Redis, ledger. The orders lie in the sandbox
before the load begins; then one process sends their webhooks by the clock and does not wait for answers. Everything
that follows is done, too: record, papers, review, alerts, and the webhooks that our own changes cause. All clocks are
this machine's.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.latency.measure import Cell, Measured, measure
from tests.bench.report import machine, middle, table, write
from tests.bench.rounds import summary
from tests.bench.scratch import database_server

_CELLS = (Cell(1, 30), Cell(20, 200), Cell(50, 250))
_SHORT = (Cell(20, 30),)
_COLUMNS = (
    *("orders/s", "orders", "holds", "ack p50 ms", "ack p99 ms", "ack max ms"),
    *("hold p50 ms", "hold p99 ms", "hold max ms", "rest s", "CPU ms", "counted"),
)
_SHARES = (
    "orders/s",
    "sent/s",
    "late p99 ms",
    "ingress %",
    "urgent %",
    "w1 %",
    "w2 %",
    "beat %",
    "redis %",
    "sandbox %",
    "postgres %",
    "machine %",
    "judged",
)
_STAGES = ("stage", "seen", "p50 ms", "p99 ms", "max ms")
_PACKAGES = ("celery", "kombu", "redis", "sqlalchemy", "psycopg", "uvicorn", "requests")
_WANTED = """\
wanted: ack p99 <= 50 ms at 50/s; hold p50 <= 50 ms and p99 <= 250 ms at 20/s; lost and doubled 0
rest s: from the last hold until nothing was under way any more; CPU ms: of the workers for each order, until then
shares: percent of one core, until the last hold; machine: all processes, ours or not, on all cores
judged: judging tasks for each order until the last hold; above 1 they are about what our own changes caused"""


def main(arguments: list[str]) -> int:
    """Measure and tell; 1 when something was lost, doubled or refused, whatever the figures."""
    wanted = _wanted(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = "" if wanted.sqlite else database_server()
    found: dict[Cell, list[Measured]] = {cell: [] for cell in wanted.cells}
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        for number in range(wanted.rounds):
            for cell in wanted.cells:
                one = measure(cell, server=server, folder=Path(name), lean=wanted.lean)
                found[cell].append(one)
                told = f"  round {number + 1}, {cell.per_second:g}/s: {one.round.figures['hold p50 ms']:.0f} ms"
                print(f"{told} {one.round.wrong}", file=sys.stderr, flush=True)  # noqa: T201
    rows = [_row(cell, rounds) for cell, rounds in found.items()]
    here = machine(*_PACKAGES) | {
        "ledger": "PostgreSQL" if server else "SQLite",
        "flows": "the review" if wanted.lean else "all",
    }
    _tell(rows, here)
    write(wanted.json, {"machine": here, "rows": rows})
    wrong = [f"{cell.per_second:g}/s: {one.round.wrong}" for cell in found for one in found[cell] if one.round.wrong]
    print("\n".join(f"WRONG at {line}" for line in wrong) or "nothing lost, nothing doubled")  # noqa: T201
    return int(bool(wrong))


def _row(cell: Cell, rounds: list[Measured]) -> dict[str, Any]:
    return {
        "orders/s": f"{cell.per_second:g}",
        "orders": cell.orders,
        **(figures := summary([one.round for one in rounds], rate="hold p50 ms")),
        "holds": int(figures["holds"] or 0),
        "stages": [
            {
                "stage": lines[0]["stage"],
                "seen": sum(line["seen"] for line in lines),
                **{name: middle([line[name] for line in lines]) for name in _STAGES[2:]},
            }
            for lines in zip(*(one.stages for one in rounds), strict=True)
        ],
    }


def _tell(rows: list[dict[str, Any]], here: dict[str, str]) -> None:
    print(table(rows, _COLUMNS), table(rows, _SHARES), sep="\n\n")  # noqa: T201
    for row in rows:
        print(f"\n{row['orders/s']}/s\n{table(row['stages'], _STAGES)}")  # noqa: T201
    print(f"\n{_WANTED}", *(f"{name}: {value}" for name, value in here.items()), sep="\n")  # noqa: T201


def _wanted(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.latency", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--rate", type=float, nargs=2, metavar=("PER_SECOND", "ORDERS"), help="this one only")
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    parser.add_argument("--lean", action="store_true", help="only the review: no record, no papers, no alerts")
    parser.add_argument("--short", action="store_true", help="30 orders at 20/s, for CI")
    parser.add_argument("--folder", type=Path, help="where journal, Redis and sandbox lie; a disk, not memory")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args(arguments)
    wanted.cells = (Cell(wanted.rate[0], int(wanted.rate[1])),) if wanted.rate else _CELLS
    if wanted.short:
        wanted.cells, wanted.rounds = _SHORT, 1
    return wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
