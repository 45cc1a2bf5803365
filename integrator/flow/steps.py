"""
Steps: verbs that bring one remote system into a wanted state.

Right below a step stands the answer to "did it already happen?" (`.already`), or the declaration says `repeats=`:
"harmless" when doing it twice has the effect of doing it once, "never" when an unknown outcome needs a person.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Concatenate, Generic, Literal, ParamSpec, TypeVar, cast, get_type_hints

from integrator.context import Context
from integrator.flow import building
from integrator.flow.needs import Need
from integrator.queues import QUEUES

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Step(Generic[P, R]):
    """A verb of the flow language; called inside a flow it adds a line, the runner calls `do`."""

    name: str
    queue: str
    do: Callable[..., R]
    repeats: Literal["harmless", "never"] | None
    waits: bool
    key: str
    find: dict[str, Callable[..., R | None]]
    needs: frozenset[Need]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Add this step to the flow that is being read."""
        if self.repeats is None and not self.find:
            raise building.FlowError(f"step {self.name} has neither .already nor repeats=; say what a repeat does")
        inspect.signature(self.do).bind(None, *args, **kwargs)
        placeholder = building.add_line(step=self.name, key=self.key, queue=self.queue, args=args, kwargs=kwargs)
        return cast("R", placeholder)

    def named(self, key: str) -> "Step[P, R]":
        """Return the same verb under a name of its own, for a second use in one flow."""
        return replace(self, key=key)

    def already(self, function: Callable[Concatenate[Context, P], R | None]) -> Callable[..., R | None]:
        """Declare the look-up that answers whether an unfinished attempt took effect."""
        self.find["already"] = function
        return function

    @property
    def look_up(self) -> Callable[..., R | None] | None:
        return self.find.get("already")

    def types(self) -> dict[str, Any]:
        """Return parameter name to annotation, without the context."""
        return _types_of(self.do)


@cache
def _types_of(function: Callable[..., Any]) -> dict[str, Any]:
    hints = get_type_hints(function)
    names = list(inspect.signature(function).parameters)[1:]
    return {name: hints[name] for name in names}


STEPS: dict[str, Step[..., Any]] = {}
"""By name, and by each former name."""


def step(
    queue: str,
    *,
    repeats: Literal["harmless", "never"] | None = None,
    waits: bool = False,
    formerly: tuple[str, ...] = (),
    needs: Iterable[Need] = (),
) -> Callable[[Callable[Concatenate[Context, P], R]], Step[P, R]]:
    """
    Declare a step that works on `queue`.

    Args:
        queue: of the remote system that the step works with.
        repeats: what a repeat does; left out when the step has `.already`.
        waits: marks the places where a changed case may restart its runs.
        formerly: earlier names; plans that runs began with under one of them go on with this step.
        needs: what must be set up in the remote systems; `integrator doctor` looks for it.
    """
    if queue not in QUEUES:
        raise building.FlowError(f"there is no queue {queue!r}; known are {', '.join(QUEUES)}")

    needed = frozenset(needs)

    def declare(function: Callable[Concatenate[Context, P], R]) -> Step[P, R]:
        name = function.__name__
        for taken in (name, *formerly):
            if taken in STEPS:
                raise building.FlowError(f"there are two steps called {taken}")
        declared = Step[P, R](
            name=name, queue=queue, do=function, repeats=repeats, waits=waits, key=name, find={}, needs=needed
        )
        STEPS.update(dict.fromkeys((name, *formerly), declared))
        return declared

    return declare
