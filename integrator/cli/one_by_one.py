"""Doing the same to many things: at a pace, with progress, until all are done, something goes wrong, or Ctrl-C."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

from integrator.cli.command import CommandError, complain
from integrator.cli.values import count

T = TypeVar("T")

_EVERY = 25


@dataclass
class Outcome:
    """How far it went; what was not reached is untouched."""

    done: int = 0
    refused: int = 0
    left: int = 0
    stopped: str = ""
    """Why it ended before its end; empty when it did not."""

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    def told(self, verb: str) -> str:
        """Return one line for people, such as `3 replayed, 1 refused`."""
        line = f"{self.done} {verb}"
        line += f", {self.refused} refused" if self.refused else ""
        return f"{line}; stopped with {self.left} left: {self.stopped}" if self.stopped else line


def add_budget(parser: ArgumentParser) -> None:
    """Declare how many, how quickly, and whether only to look."""
    parser.add_argument("--most", type=count, default=100, help="most at once; default %(default)s")
    parser.add_argument("--per-minute", type=count, default=120, help="pace; default %(default)s")
    parser.add_argument("--preview", action="store_true", help="only say what would be done")


def one_by_one(
    items: Sequence[T],
    do: Callable[[T], None],
    *,
    per_minute: int,
    refusals: tuple[type[Exception], ...] = (CommandError,),
    trouble: Callable[[], str] = lambda: "",
) -> Outcome:
    """
    Do each item in its own transaction; the person may stop in between.

    Args:
        items: what to do, in order.
        do: does one; an exception of `refusals` is told and counted, and the next one follows.
        per_minute: most in a minute.
        refusals: exceptions that mean "not this one".
        trouble: asked before each; a text ends it all.
    """
    outcome = Outcome(left=len(items))
    try:
        for number, item in enumerate(items, start=1):
            outcome.stopped = trouble()
            if outcome.stopped:
                return outcome
            try:
                do(item)
            except refusals as refusal:
                complain(str(refusal))
                outcome.refused += 1
            else:
                outcome.done += 1
            outcome.left -= 1
            if outcome.left:
                if number % _EVERY == 0:
                    complain(f"{number} of {len(items)}; Ctrl-C stops in between")
                time.sleep(60 / per_minute)
    except KeyboardInterrupt:
        outcome.stopped = "interrupted"
    return outcome
