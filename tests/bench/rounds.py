"""Rounds: sides take turns, A B C A B C, so that a busy minute of the machine meets all of them alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from tests.bench.report import middle, spread

Cell = TypeVar("Cell")
Side = TypeVar("Side")


@dataclass(frozen=True)
class Round:
    """One measurement of one side."""

    figures: Mapping[str, float]
    wrong: str = ""
    """Why it does not count; empty when it does."""


def interleaved(rounds: int, cells: Sequence[Cell], sides: Sequence[Side]) -> Iterator[tuple[int, Cell, Side]]:
    """Yield the order of measurements: in each round every cell, in each cell every side."""
    for number in range(rounds):
        for cell in cells:
            for side in sides:
                yield number, cell, side


def summary(rounds: Sequence[Round], *, rate: str) -> dict[str, Any]:
    """
    Return the median of each figure over the rounds that count, and all rounds.

    Args:
        rounds: at least one.
        rate: the figure whose spread is told, in percent of its median.
    """
    counted = [one.figures for one in rounds if not one.wrong]
    return {
        **{name: middle([one[name] for one in counted]) if counted else None for name in rounds[0].figures},
        "spread %": spread([one[rate] for one in counted]) * 100 if counted else None,
        "counted": f"{len(counted)}/{len(rounds)}",
        "rounds": [asdict(one) for one in rounds],
    }


def ratio(ours: Sequence[Round], theirs: Sequence[Round], *, rate: str) -> float | None:
    """Return the median of ours by theirs, round by round; None without a round in which both count."""
    quotients = [
        mine.figures[rate] / other.figures[rate]
        for mine, other in zip(ours, theirs, strict=True)
        if not (mine.wrong or other.wrong) and other.figures[rate]
    ]
    return middle(quotients) if quotients else None
