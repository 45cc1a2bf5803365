"""What the processes of a fleet weigh after their start, and after some hundred flows."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from integrator.ledger import runs
from tests.bench.fleets import BenchFleet, bench_fleet
from tests.bench.latency.orders import Placed, place
from tests.bench.rounds import Round
from tests.bench.sending import send_all

_PER_SECOND = 5.0
_PATIENCE = 400.0


def weighed(orders: int, *, server: str, folder: Path) -> Round:
    """Start a fleet and weigh it; let it work off risky orders, in two halves, and weigh it after each."""
    half = orders // 2
    with TemporaryDirectory(dir=folder) as name, bench_fleet(Path(name), server=server) as here:
        weights = {"started": here.weigh()}
        placed = place(here.fleet, 2 * half)
        counts, wrong = [], ""
        for when, some in (("half", placed[:half]), ("worked", placed[half:])):
            wrong = wrong or _work_off(here, some)
            weights[when] = here.weigh()
            counts.append(sum(runs.count_by_state(here.ledger).values()))
        holds = sum(one["operation"] == "hold_placed" for one in here.fleet.sandbox.effects())
    figures = {
        f"{process} {when} MB": weight[process].rss_bytes / 1e6
        for when, weight in weights.items()
        for process in weight
    }
    wrong = wrong or ("" if holds == len(placed) else f"{holds} holds for {len(placed)} orders")
    return Round(figures | {"flows half": float(counts[0]), "flows worked": float(counts[1])}, wrong)


def _work_off(here: BenchFleet, placed: Sequence[Placed]) -> str:
    """Tell of orders and wait until all is done; say what went wrong."""
    requests = [one.request for one in placed]
    sent = uvloop.run(send_all(requests, here.fleet.addresses.ingress_port, per_second=_PER_SECOND))
    if here.await_rest(seconds=_PATIENCE) == float("inf"):
        return f"not at rest after {_PATIENCE:.0f} s"
    return "" if all(one.status == "200" for one in sent) else "not all were accepted"
