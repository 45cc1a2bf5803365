"""`@flow` and `when`: how a flow file is written."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from integrator.cases import Concern
from integrator.flow.building import FlowError, Placeholder, drafting, when
from integrator.flow.plan import Plan, literal

__all__ = ["FLOWS", "Flow", "FlowError", "flow", "when"]

FLOWS: dict[str, "Flow"] = {}


@dataclass(frozen=True)
class Flow:
    """A recipe, read once."""

    name: str
    """`<family>.<flow>`."""
    concern: Concern
    plan: Plan
    parameters: Mapping[str, inspect.Parameter]
    """What a rule may set, with defaults."""
    decides: int
    """Rank as owner of the decision: 1 before 2; zero never owns."""
    asks: str
    """Name of the parameter that names the audience asked to act, or empty."""
    title: str
    """First line of the file's docstring, such as `W1. Hold a questionable order ...`."""

    def bind(self, given: Mapping[str, object]) -> dict[str, Any]:
        """Return every parameter as JSON, defaults filled in; raises `FlowError` for an unknown or missing one."""
        unknown = set(given) - set(self.parameters)
        if unknown:
            raise FlowError(f"{self.name} has no parameter {', '.join(sorted(unknown))}")
        bound = {}
        for name, parameter in self.parameters.items():
            value = given.get(name, parameter.default)
            if value is inspect.Parameter.empty:
                raise FlowError(f"{self.name} needs the parameter {name}")
            bound[name] = literal(value)
        return bound


def flow(name: str, *, concern: Concern, decides: int = 0, asks: str = "") -> Callable[[Callable[..., None]], Flow]:
    """Read the function below into the plan of the flow `name`; its docstring stands at the top of its file."""

    def read(function: Callable[..., None]) -> Flow:
        if _origin.get(name, function.__module__) != function.__module__:
            raise FlowError(f"there are two flows called {name}")
        signature = inspect.signature(function, eval_str=True)
        parameters = {
            parameter.name: parameter
            for parameter in signature.parameters.values()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }
        if asks and asks not in parameters:
            raise FlowError(f"{name} asks {asks!r}, which is not one of its parameters")
        with drafting() as draft:
            function(
                Placeholder("order"),
                Placeholder("case"),
                **{parameter: Placeholder("param", parameter) for parameter in parameters},
            )
        module = inspect.getmodule(function)
        declared = Flow(
            name=name,
            concern=concern,
            plan=Plan(flow=name, lines=tuple(draft.lines)),
            parameters=parameters,
            decides=decides,
            asks=asks,
            title=(inspect.getdoc(module) or name).splitlines()[0] if module else name,
        )
        FLOWS[name] = declared
        _origin[name] = function.__module__
        return declared

    return read


_origin: dict[str, str] = {}
