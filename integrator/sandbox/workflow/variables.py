"""Process variables: how callers send them, how they are kept, how they are shown (workflow.md 4)."""

from typing import Any

from integrator.sandbox.workflow.dates import read_date, render_date
from integrator.sandbox.workflow.errors import EngineError

Variable = dict[str, Any]
Variables = dict[str, Variable]
"""By name; each value is `{"type", "value", "scope"}`."""

_FIELDS = frozenset({"name", "type", "value", "scope", "encryption"})
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "short": (int,),
    "double": (int, float),
    "boolean": (bool,),
    "date": (str,),
    "json": (dict, list, str, int, float, bool),
}


def read_variables(raw: object) -> Variables:
    """Read a list of variables as sent; raises `EngineError` 400."""
    if not isinstance(raw, list):
        raise EngineError(400, "variables must be an array")
    read = [read_variable(one) for one in raw]
    variables = dict(read)
    if len(variables) < len(read):
        raise EngineError(400, "a variable is named twice")
    return variables


def read_variable(raw: object) -> tuple[str, Variable]:
    """Read one variable as sent; raises `EngineError` 400."""
    if not isinstance(raw, dict):
        raise EngineError(400, "a variable must be an object")
    if raw.keys() - _FIELDS:
        raise EngineError(400, f"Unrecognized field {min(raw.keys() - _FIELDS)!r} of a variable")
    name = raw.get("name")
    if not isinstance(name, str) or not name:
        raise EngineError(400, "Variable name is required")
    scope = raw.get("scope", "global")
    if scope not in {"global", "local"}:
        raise EngineError(400, f"Invalid variable scope: {scope!r}")
    value = raw.get("value")
    kind = raw["type"] if "type" in raw else _guess(value)
    if kind not in _TYPES:
        raise EngineError(400, f"Variable {name!r} has an unknown type: {kind!r}")
    return name, {"type": kind, "value": _checked(name, kind, value), "scope": scope}


def text_variable(value: str) -> Variable:
    return {"type": "string", "value": value, "scope": "global"}


def typed_variable(value: Any) -> Variable:
    """Return what a model's `setVariable` leaves: a value of the kind that it is, or none of no kind."""
    return {"type": None if value is None else _guess(value), "value": value, "scope": "global"}


def show_variables(variables: Variables, notation: str, *, service: str) -> list[dict[str, Any]]:
    """Return the variables as the service answers them, in the order they were first set."""
    return [show_variable(name, variable, notation, service=service) for name, variable in variables.items()]


def show_variable(name: str, variable: Variable, notation: str, *, service: str) -> dict[str, Any]:
    value = variable["value"]
    if variable["type"] == "date" and value is not None:
        value = render_date(value, notation, service=service)
    return {"name": name, **variable, "value": value, "encryption": False}


def _guess(value: object) -> str:
    # Without a type the engine looks at the JSON value; only these four can be told from it.
    guesses: dict[type, str] = {str: "string", int: "integer", float: "double", bool: "boolean"}
    return guesses.get(type(value), "json")


def _checked(name: str, kind: str, value: Any) -> Any:
    if value is None:
        return None
    right_type = isinstance(value, _TYPES[kind])
    if not right_type or (isinstance(value, bool) and kind not in {"boolean", "json"}):
        raise EngineError(400, f"Variable {name!r} is no {kind}")
    return read_date(value, f"Variable {name!r}").isoformat() if kind == "date" else value
