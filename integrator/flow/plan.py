"""
The plan: the list of steps a run began with, as JSON.

A line's arguments are literals, durations, or references such as `["case"]`, `["param", "team"]` and
`["step", "decision_on", "word"]`, which the runner resolves when the step's turn comes.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict


class Line(BaseModel):
    """One step of a plan."""

    model_config = ConfigDict(frozen=True)

    key: str
    """Unique in the plan; the step's name, or the name given by `.named`."""
    step: str
    queue: str
    args: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}
    conditions: tuple[tuple[Any, str, Any], ...] = ()
    """All must hold: reference, `==` or `!=`, literal."""


class Plan(BaseModel):
    """The lines of a flow, in order."""

    model_config = ConfigDict(frozen=True)

    flow: str
    lines: tuple[Line, ...]

    @property
    def version(self) -> str:
        """Eight hex digits that change when any line changes."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def position(self, key: str) -> int:
        """Return the index of the line `key`; raises `KeyError`."""
        for index, line in enumerate(self.lines):
            if line.key == key:
                return index
        raise KeyError(f"the plan of {self.flow} has no line {key!r}")


def literal(value: object) -> Any:
    """Write a literal argument as JSON; raises `TypeError` for what a plan cannot hold."""
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"a plan cannot hold a {type(value).__name__}; pass text, a number or a duration")


def resolve(argument: Any, *, case: Any, order: Any, params: dict[str, Any], values: dict[str, Any]) -> Any:
    """Return what `argument` stands for now; a value of a skipped step is `None`."""
    if not isinstance(argument, dict):
        return argument
    if "seconds" in argument:
        return timedelta(seconds=argument["seconds"])
    root, *path = argument["ref"]
    if root == "case":
        found: Any = case
    elif root == "order":
        found = order
    elif root == "param":
        found = resolve(params[path.pop(0)], case=case, order=order, params={}, values={})
    else:
        found = values.get(path.pop(0))
    for name in path:
        if found is None:
            return None
        found = found.get(name) if isinstance(found, dict) else getattr(found, name)
    return found


def holds(line: Line, *, case: Any, order: Any, params: dict[str, Any], values: dict[str, Any]) -> bool:
    """Return whether the line's turn comes, or it is to be skipped."""
    for reference, operator, expected in line.conditions:
        seen = resolve(reference, case=case, order=order, params=params, values=values)
        if (seen == expected) is not (operator == "=="):
            return False
    return True
