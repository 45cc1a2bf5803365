"""Whether this worker can do a line of a plan: a run keeps its plan, and steps change from release to release."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from integrator.flow import Line, Plan, find_step


def misfit_of(line: Line, params: Mapping[str, Any]) -> str:
    """Return why this worker cannot do `line`, or empty when it can: step, arguments and parameters are known."""
    step = find_step(line.step)
    if step is None:
        return f"this worker has no step {line.step}"
    try:
        _signature(step.do).bind(None, *line.args, **line.keywords)
    except TypeError as error:
        return f"the step {line.step} takes other arguments here: {error}"
    missing = sorted(set(_parameters(line)) - set(params))
    return f"the run has no parameter {', '.join(missing)}" if missing else ""


@cache
def _signature(do: Callable[..., Any]) -> inspect.Signature:
    """Read what a step takes, once."""
    return inspect.signature(do)


def misfits_of(plan: Plan, params: Mapping[str, Any]) -> dict[str, str]:
    """Return the lines of a plan that this worker cannot do, by key, and why."""
    found = {line.key: misfit_of(line, params) for line in plan.lines}
    return {key: why for key, why in found.items() if why}


def _parameters(line: Line) -> Iterator[str]:
    """Yield the names of the run's parameters that a line asks for."""
    for argument in (*line.args, *line.keywords.values(), *(condition[0] for condition in line.conditions)):
        if isinstance(argument, dict) and argument.get("ref", [""])[0] == "param":
            yield argument["ref"][1]
