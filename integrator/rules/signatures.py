"""What a flow takes from a rule, and how the words of a rule become its parameters."""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from integrator.cases import Concern
from integrator.clock import parse_duration
from integrator.config_file import Problem, suggestion
from integrator.money import Money

if TYPE_CHECKING:  # The flow language brings clients and ledger along, which judging an order does not need.
    from integrator.flow import Flow


@dataclass(frozen=True, slots=True)
class FlowSignature:
    """A flow as a rule sees it."""

    name: str
    """`<family>.<flow>`."""
    concern: Concern
    parameters: Mapping[str, Any]
    """Keyword parameters and their annotations; a `str` called `team` or `..._team` names a team."""
    required: frozenset[str] = frozenset()
    """Parameters without a default."""


@dataclass(frozen=True, slots=True)
class FlowStart:
    """A flow with the parameters that a rule sets; what it does not set keeps the flow's default."""

    flow: str
    concern: Concern
    parameters: Mapping[str, Any]


def signatures_of(flows: "Iterable[Flow]") -> dict[str, FlowSignature]:
    """The signatures of declared flows, by name."""
    return {
        flow.name: FlowSignature(
            flow.name,
            flow.concern,
            {name: parameter.annotation for name, parameter in flow.parameters.items()},
            frozenset(
                name for name, parameter in flow.parameters.items() if parameter.default is inspect.Parameter.empty
            ),
        )
        for flow in flows
    }


def bind(
    flow: FlowSignature, written: Mapping[str, Any], *, teams: Mapping[str, object], entry: str
) -> tuple[FlowStart, list[Problem]]:
    """Read the parameters of one flow; returns the start and every mistake."""
    parameters: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in written.items():
        key = f'with."{flow.name}".{name}'
        if name not in flow.parameters:
            problems.append(Problem(entry, key, "unknown parameter", suggestion(name, flow.parameters)))
            continue
        try:
            parameters[name] = _read(value, flow.parameters[name])
        except ValueError as error:
            problems.append(Problem(entry, key, _plain(error)))
            continue
        if (name == "team" or name.endswith("_team")) and value not in teams:
            problems.append(Problem(entry, key, f'unknown team "{value}"', suggestion(str(value), teams)))
    problems += [
        Problem(entry, f'with."{flow.name}".{name}', "is missing", "the flow has no default for it")
        for name in sorted(flow.required - written.keys())
    ]
    return FlowStart(flow.name, flow.concern, parameters), problems


def _read(value: Any, annotation: Any) -> Any:
    """`value` as the parameter wants it; raises `ValueError`."""
    if annotation is timedelta:
        return parse_duration(_text(value, "a duration such as '2d', '8h' or '90m'"))
    if annotation is Money:
        return Money.parse(_text(value, "an amount such as '10000.00 EUR'"))
    return TypeAdapter(annotation).validate_python(value, strict=True)


def _text(value: Any, form: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not text; write {form} in quotes")  # noqa: TRY004 - told like other bad values
    return value


def _plain(error: ValueError) -> str:
    return error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
