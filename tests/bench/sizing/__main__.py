"""
Sizing: what a number of orders a day needs, and how long holds wait in a burst.

    python -m tests.bench.sizing [--orders 10000 1000000 100000000] [--risky 0.03] [--peak 5] [--deliveries 6]
"""

import argparse
import math
import sys

from tests.bench.report import quantile, table
from tests.bench.sizing.costs import Costs, Load
from tests.bench.sizing.needs import BUSY, needs
from tests.bench.sizing.waiting import waits

_URGENT_SECONDS = 0.022
"""CPU of an urgent worker for the judgments of one order and its hold, as if all were risky. Latency bench."""
_BURSTS = (1, 5, 20)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sizing", description=__doc__)
    parser.add_argument("--orders", type=float, nargs="+", default=[1e4, 1e6, 1e8], help="a day, of all stores")
    parser.add_argument("--risky", type=float, default=0.03, help="share that people look at")
    parser.add_argument("--peak", type=float, default=5, help="the busiest minutes against the mean")
    parser.add_argument("--deliveries", type=float, default=6, help="webhooks for each order")
    wanted = parser.parse_args(arguments)
    loads = [
        Load(orders, peak=wanted.peak, risky=wanted.risky, deliveries=wanted.deliveries) for orders in wanted.orders
    ]
    found = [needs(load, Costs()) for load in loads]
    heads = [f"{load.orders_a_day:,.0f} a day" for load in loads]
    rows = [{"needs": name, **{head: need[name] for head, need in zip(heads, found, strict=True)}} for name in found[0]]
    print(table(rows, ["needs", *heads]))  # noqa: T201
    print(table([_in_bursts(load, times) for load in loads for times in _BURSTS], ["load", "burst", *_WAITED]))  # noqa: T201
    return 0


_WAITED = ("urgent workers", "p50 ms", "p99 ms", "longest s")


def _in_bursts(load: Load, times: float) -> dict[str, object]:
    # A hundred orders a second show what more would.
    rate = min(load.mean_rate, 100.0)
    workers = max(2, math.ceil(rate * 5 * _URGENT_SECONDS / BUSY))
    found = waits(rate=rate, burst=times, seconds=1800, service=_URGENT_SECONDS, workers=workers)
    return {
        "load": f"{rate:.3g} orders/s",
        "burst": f"{times} x",
        "urgent workers": workers,
        "p50 ms": quantile(found, 0.5) * 1000,
        "p99 ms": quantile(found, 0.99) * 1000,
        "longest s": found[-1] if found else 0.0,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
