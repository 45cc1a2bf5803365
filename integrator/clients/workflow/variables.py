"""
Process variables: our values with their type on the way out, plain data on the way in.

Source: contracts/opentext/workflow, sections 4 and 15. [documented, seen in code]
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic_core import to_jsonable_python

from integrator.clients.workflow.dates import parse_date, write_date
from integrator.money import Money

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_MAX_TEXT_BYTES = 4 * 1024
_MAX_JSON_BYTES = 64 * 1024
_INTEGER = range(-(2**31), 2**31)


class BadVariable(ValueError):
    """A value cannot become a process variable: its name, kind or size does not fit."""


def write_variables(values: Mapping[str, object]) -> list[dict[str, Any]]:
    """
    Give each value the type that the engine would otherwise guess.

    Amounts become strings, because the engine's numbers are inexact; lists, mappings and models become `json`.

    Raises:
        BadVariable: a name is no identifier, a value of no known kind, or one beyond 4 KiB of text or 64 KiB of json.
    """
    return [_variable(name, value) for name, value in values.items()]


def read_variables(variables: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Turn the service's list into values by name; raises `ValueError` or `KeyError` for a list of another shape."""
    return {variable["name"]: _value(variable) for variable in variables}


def _variable(name: str, value: object) -> dict[str, Any]:
    if not _NAME.fullmatch(name):
        raise BadVariable(f"{name!r} is not a name for a process variable")
    if value is None:
        raise BadVariable(f"the variable {name} has no value; leave it out")
    try:
        kind, plain = _typed(name, value)
        size = len(json.dumps(plain, ensure_ascii=False, allow_nan=False).encode())
    except ValueError as error:
        raise BadVariable(f"the variable {name} holds something that JSON cannot carry") from error
    if size > (_MAX_JSON_BYTES if kind == "json" else _MAX_TEXT_BYTES):
        raise BadVariable(f"the variable {name} has {size} bytes; store a document and pass its link instead")
    return {"name": name, "type": kind, "value": plain}


def _typed(name: str, value: object) -> tuple[str, Any]:
    match value:
        case bool():
            return "boolean", value
        case int():
            return "integer" if value in _INTEGER else "long", value
        case float():
            return "double", value
        case str():
            return "string", str(value)
        case Decimal() | Money():
            return "string", str(value)
        case datetime():
            return "date", write_date(value)
        case _:
            return "json", to_jsonable_python(value)


def _value(variable: Mapping[str, Any]) -> Any:
    value = variable.get("value")
    if variable.get("type") == "date" and isinstance(value, str):
        return parse_date(value)
    return value
