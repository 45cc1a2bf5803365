"""Choose for each side the number of processes and threads that serves it best on this machine."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.ingest.measure import RATE, Cell, measure
from tests.bench.ingest.sides import Shape, Side
from tests.bench.report import middle

_CELL = Cell(7_000, 32)
_SECONDS = 1.5
_TIMES = 2


def choose(sides: Sequence[Side], *, folder: Path, try_all: bool) -> list[tuple[Side, Shape]]:
    """Return each side with its best shape, or without trials with its first."""
    return [(side, _best(side, folder) if try_all else side.shapes[0]) for side in sides]


def _best(side: Side, folder: Path) -> Shape:
    if len(side.shapes) == 1:
        return side.shapes[0]
    rates: dict[Shape, list[float]] = {shape: [] for shape in side.shapes}
    for _ in range(_TIMES):
        for shape in side.shapes:
            one = measure(side, shape, _CELL, seconds=_SECONDS, folder=folder)
            rates[shape].append(0.0 if one.wrong else one.figures[RATE])
    for shape, found in rates.items():
        told = f"  {side.name} as {shape.title}: {middle(found):,.0f}/s"
        print(told, file=sys.stderr, flush=True)  # noqa: T201
    return max(rates, key=lambda shape: middle(rates[shape]))
