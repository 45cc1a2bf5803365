"""
Process variables: our values with their type on the way out, plain data on the way in.

Source: contracts/opentext/workflow, sections 4 and 15. [documented, seen in code]
"""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
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


class VariableError(ValueError):
    """A value cannot become a process variable: its name, kind or size does not fit."""


def write_variables(values: Mapping[str, object]) -> list[dict[str, Any]]:
    """
    Give each value the type that the engine would otherwise guess.

    Amounts become strings, as the engine's numbers are inexact; lists, mappings and models become `json`.

    Raises:
        VariableError: a name is no identifier, or a value of no known kind, or beyond 4 KiB of text or
            64 KiB of json.
    """
    return [_variable(name, value) for name, value in values.items()]


def read_variables(variables: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Turn the service's list into values by name; another shape raises what Python raises."""
    return {variable["name"]: _value(variable) for variable in variables}


def _variable(name: str, value: object) -> dict[str, Any]:
    if not _NAME.fullmatch(name):
        raise VariableError(f"{name!r} is not a name for a process variable")
    if value is None:
        raise VariableError(f"the variable {name} has no value; leave it out")
    try:
        kind, plain = _typed(value)
        size = len(json.dumps(plain, ensure_ascii=False, allow_nan=False).encode())
    except ValueError as error:
        raise VariableError(f"the variable {name} holds something that JSON cannot carry") from error
    if size > (_MAX_JSON_BYTES if kind == "json" else _MAX_TEXT_BYTES):
        raise VariableError(f"the variable {name} has {size} bytes; store a document and pass its link instead")
    return {"name": name, "type": kind, "value": plain}


def _typed(value: object) -> tuple[str, Any]:
    match value:
        case bool():
            return "boolean", value
        case int():
            return "integer" if value in _INTEGER else "long", value
        case float():
            return "double", value
        case str() | Decimal() | Money():
            return "string", str(value)
        case datetime():
            return "date", write_date(value)
    return "json", to_jsonable_python(value)


def _value(variable: Mapping[str, Any]) -> Any:
    value = variable.get("value")
    if variable.get("type") == "date" and isinstance(value, str):
        # A date that is none must not make the whole page unreadable; the reader of this variable sees a text.
        with suppress(ValueError):
            return parse_date(value)
    return value
