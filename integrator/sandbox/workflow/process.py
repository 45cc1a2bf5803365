"""What a deployed model comes to: nodes, flows and timers that the engine can walk (workflow.md 8)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from integrator.sandbox.workflow.expressions import Expression


@dataclass(frozen=True, slots=True)
class Timer:
    """An event at the edge of a task that happens `after` the task was opened."""

    id: str
    after: timedelta
    cancels: bool
    """Whether the task ends with it; else the timer only begins a second way beside it."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element of the process; what does not belong to its kind is empty."""

    id: str
    kind: str
    """`startEvent`, `userTask`, `receiveTask`, `exclusiveGateway`, `endEvent` or `boundaryEvent`."""
    name: str = ""
    groups: tuple[Expression, ...] = ()
    due: Expression | None = None
    outcomes: tuple[str, ...] = ()
    outcome_variable: str = ""
    on_start: tuple[Expression, ...] = ()
    on_complete: tuple[Expression, ...] = ()
    timers: tuple[Timer, ...] = ()
    default_flow: str = ""
    ends_everything: bool = False
    """An end event that also takes what goes on beside it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A way from one node to another; without a condition it is always open."""

    id: str
    source: str
    target: str
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Process:
    """An executable process; `flows` are in the order of the file, which is the order of asking."""

    key: str
    name: str
    documentation: str
    start: str
    nodes: dict[str, Node]
    flows: tuple[Flow, ...]
    variables: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Data objects: variables that every instance begins with, by name."""

    def flows_from(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == node]
