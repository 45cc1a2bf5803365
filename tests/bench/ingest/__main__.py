"""
Ingest: signed webhooks through our ingress, Flask and FastAPI with `.delay()`, and a ceiling that keeps nothing.

    python -m tests.bench.ingest [--rounds 5] [--seconds 4] [--cell BYTES CONNECTIONS] [--short] [--json FILE]

Sides take turns in every round, each with a fresh Redis of the same settings (append-only file, synced every
second). The server has one core to itself; load, Redis and this bench share another. Ours has synced a webhook to its
journal before it answers 200, and its CPU includes shipping to Redis; the peers answer when Redis has it in memory.
Nobody works the peers' queue off; our stream is emptied as intake would.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.cores import LOAD, on_core
from tests.bench.disk import disk
from tests.bench.ingest.measure import RATE, Cell, measure
from tests.bench.ingest.shapes import choose
from tests.bench.ingest.sides import SIDES, Shape, Side
from tests.bench.ingest.telling import tell, versions
from tests.bench.report import write
from tests.bench.rounds import Round, interleaved, ratio, summary

_CELLS = tuple(Cell(size, connections) for size in (7_000, 200_000) for connections in (4, 32, 128))
_TARGET = Cell(7_000, 32)


def main(arguments: list[str]) -> int:
    """Measure and tell; 1 when our ingress lost what it had accepted, whatever the figures."""
    wanted = _wanted(arguments)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as name, on_core(LOAD):
        folder = Path(name)
        shapes = choose(_installed(), folder=folder, try_all=not wanted.short)
        found = run(shapes, wanted, folder)
        here = versions() | disk(folder)
    rows = [_row(cell, side, found) for cell, side in found]
    tell(rows, shapes, here)
    setting = {
        "rounds": wanted.rounds,
        "seconds": wanted.seconds,
        "shapes": {side.name: shape.title for side, shape in shapes},
    }
    write(wanted.json, {"machine": here, **setting, "rows": rows})
    return int(any("LOST" in one.wrong for (_, side), rounds in found.items() if side == "ours" for one in rounds))


def run(
    sides: Sequence[tuple[Side, Shape]], wanted: argparse.Namespace, folder: Path
) -> Mapping[tuple[Cell, str], list[Round]]:
    """Measure all cells in turns; what was measured comes by cell and side, in the order of the table."""
    found: dict[tuple[Cell, str], list[Round]] = {(cell, side.name): [] for cell in wanted.cells for side, _ in sides}
    for number, cell, (side, shape) in interleaved(wanted.rounds, wanted.cells, sides):
        one = measure(side, shape, cell, seconds=wanted.seconds, folder=folder)
        found[cell, side.name].append(one)
        told = f"  round {number + 1}, {cell}: {side.name} {one.figures[RATE]:,.0f}/s {one.wrong}"
        print(told, file=sys.stderr, flush=True)  # noqa: T201
    return found


def _installed() -> list[Side]:
    missing = [side.name for side in SIDES if not side.is_installed]
    if missing:
        print(f"not measured: {', '.join(missing)}; `pip install -e '.[bench]'` brings what they need")  # noqa: T201
    return [side for side in SIDES if side.is_installed]


def _row(cell: Cell, side: str, found: Mapping[tuple[Cell, str], list[Round]]) -> dict[str, Any]:
    return {
        "cell": str(cell),
        "side": side,
        **summary(found[cell, side], rate=RATE),
        "ours/side": ratio(found[cell, "ours"], found[cell, side], rate=RATE),
    }


def _wanted(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.ingest", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one measurement")
    parser.add_argument("--cell", type=int, nargs=2, metavar=("BYTES", "CONNECTIONS"), help="this one only")
    parser.add_argument("--short", action="store_true", help="the target's cell, two rounds, for CI")
    parser.add_argument("--folder", type=Path, help="where journal and Redis lie; a disk, not memory")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    wanted = parser.parse_args(arguments)
    wanted.cells = (Cell(*wanted.cell),) if wanted.cell else _CELLS
    if wanted.short:
        wanted.cells, wanted.rounds, wanted.seconds = (_TARGET,), 2, 1.5
    return wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
