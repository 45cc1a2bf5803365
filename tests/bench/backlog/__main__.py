"""
Backlog: webhooks that the ingress accepted while the workers were off, and how the workers get over it.

    python -m tests.bench.backlog [--deliveries 100000] [--each 8] [--rounds 1] [--sqlite] [--short] [--json FILE]

A whole fleet with the real ingress, intake, judging, runner and relay; orders are read from the sandbox. The flows are
the bench's own: three steps each on the queues of the real ones, which write a line and do nothing else, because with
real documents and reviews 100,000 deliveries would measure the sandbox and take hours. Every tenth order is risky and
has a step on the queue `protect`, too. The sandbox sends no webhooks, and the sweep over orders is off.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests.bench.backlog.measure import RATE, Backlog, measure
from tests.bench.report import machine, table, write
from tests.bench.rounds import Round, summary
from tests.bench.scratch import database_server

_FILLED = ("deliveries", "orders", "intake/s", "ack p50 ms", "ack p99 ms", "Redis peak MB", "counted")
_DRAINED = ("drained/s", "judged s", "done s", RATE, "runs/s", "judgments each", "overtaken")
_SPENT = ("workers CPU ms", "sandbox CPU ms", "postgres CPU ms", "redis CPU ms")
_WAITS = ("protect p50 ms", "protect p99 ms", "others p50 ms", "others p99 ms")
_PACKAGES = ("celery", "kombu", "redis", "sqlalchemy", "psycopg", "uvicorn")
_TOLD = """\
the time begins with the first delivery in the ledger; waits: of the first step of a run, from due to claimed
overtaken: events judged after a newer one of their order, which must change nothing then
CPU: for each order, from the start of the workers on, that start included"""


def main(arguments: list[str]) -> int:
    """Measure and tell; 1 when something was lost, doubled or out of order, whatever the figures."""
    wanted = _wanted(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    server = "" if wanted.sqlite else database_server()
    backlog = Backlog(wanted.deliveries, wanted.each)
    found: list[Round] = []
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name:
        for number in range(wanted.rounds):
            found.append(measure(backlog, server=server, folder=Path(name)))
            print(f"  round {number + 1}: {found[-1].figures}", file=sys.stderr, flush=True)  # noqa: T201
    row = {
        "deliveries": wanted.deliveries,
        "orders": wanted.deliveries // wanted.each,
        **summary(found, rate=RATE),
    }
    here = machine(*_PACKAGES) | {"ledger": "PostgreSQL" if server else "SQLite"}
    for columns in (_FILLED, _DRAINED, _WAITS, _SPENT):
        print(f"{table([row], columns)}\n")  # noqa: T201
    print(_TOLD, *(f"{name}: {value}" for name, value in here.items()), sep="\n")  # noqa: T201
    wrong = [one.wrong for one in found if one.wrong]
    print("\n".join(f"WRONG: {line}" for line in wrong) or "nothing lost, nothing doubled, nothing out of order")  # noqa: T201
    write(wanted.json, {"machine": here, "rows": [row]})
    return int(bool(wrong))


def _wanted(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.backlog", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--deliveries", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=8, help="webhooks about each order")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sqlite", action="store_true", help="the embedded default instead of PostgreSQL")
    parser.add_argument("--short", action="store_true", help="1,200 deliveries, for CI")
    parser.add_argument("--folder", type=Path, help="where journal, Redis and sandbox lie; a disk, not memory")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args(arguments)
    if wanted.short:
        wanted.deliveries = 1_200
    return wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
