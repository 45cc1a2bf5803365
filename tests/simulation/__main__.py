"""
Many random histories: `python -m tests.simulation --histories 100000 --seed S [--processes 2] [--replay SEED]`.

Each history has a seed of its own, `S/number`; the same seed replays the same history. Exit code 0 only if nothing was
violated.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from integrator.flow import load_flows
from tests.chaos.invariants.bounds import upper_bound
from tests.simulation.batch import batch
from tests.simulation.fleet import cheap_papers
from tests.simulation.history import play
from tests.simulation.outcome import Outcome, unreached
from tests.simulation.world import World

_BATCH = 250
_POOL = 16
"""Batches for each process of a pool."""


def replay(seed: str) -> int:
    """Play one history and say what it violated."""
    with tempfile.TemporaryDirectory() as folder, cheap_papers():
        outcome = play(World(Path(folder)), seed)
    for violation in outcome.violations:
        print(violation)  # noqa: T201
    print(f"{outcome.deaths} deaths, {outcome.moments} moments, {len(outcome.violations)} violations")  # noqa: T201
    return 1 if outcome.violations else 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", default="")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--replay", default="", help="play only the history of this seed")
    wanted = parser.parse_args(arguments)
    if wanted.replay:
        return replay(wanted.replay)
    seed = wanted.seed or secrets.token_hex(3)
    print(f"seed {seed}, {wanted.histories} histories in {wanted.processes} processes", flush=True)  # noqa: T201
    begun = time.monotonic()
    total = Outcome(seed)
    done = 0
    for count, outcome in _batches(seed, wanted.histories, wanted.processes):
        done += count
        total.add(outcome)
        for violation in outcome.violations[:5]:
            print(f"  {violation}", flush=True)  # noqa: T201
        rate = done / (time.monotonic() - begun)
        print(f"  {done:7} histories, {rate:.1f}/s, {len(total.violations)} violations", flush=True)  # noqa: T201
    _report(total, done, time.monotonic() - begun, wanted.processes)
    return 1 if total.violations else 0


def _batches(seed: str, histories: int, processes: int) -> Iterator[tuple[int, Outcome]]:
    starts = range(0, histories, _BATCH)
    if processes == 1:
        for first in starts:
            count = min(_BATCH, histories - first)
            yield count, batch(seed, first, count)
        return
    # Fresh processes now and then keep memory where it was; the pool's own way to do so can end in a deadlock (3.11).
    for some in batched(starts, _POOL * processes):
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            waiting = {pool.submit(batch, seed, first, min(_BATCH, histories - first)): first for first in some}
            for future in as_completed(waiting):
                yield min(_BATCH, histories - waiting[future]), future.result()


def batched(starts: range, size: int) -> Iterator[range]:
    """Cut `starts` into pieces of `size`."""
    yield from (starts[at : at + size] for at in range(0, len(starts), size))


def _report(total: Outcome, done: int, seconds: float, processes: int) -> None:
    lines = [
        f"histories   {done}, {total.deaths} deaths, {total.moments} moments",
        f"rate        {done / seconds:.1f}/s, {done / seconds / processes:.1f}/s for each of {processes} processes",
        f"violations  {len(total.violations)}",
    ]
    if not total.violations:
        lines.append(f"95 % bound  {upper_bound(done):.1f} of a million histories")
    load_flows("tasks.flows")
    missing = sorted(unreached(total.steps))
    lines += [f"  {name:44}{count:9}" for name, count in sorted((total.happened + total.steps).items())]
    lines.append(f"steps never reached: {', '.join(missing) or 'none'}")
    print("\n".join(lines), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
