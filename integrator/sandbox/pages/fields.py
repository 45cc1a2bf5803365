"""The fields of a form, and how what was filled in becomes JSON."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from integrator.sandbox.pages.showing import Form

Kind = Literal["text", "number", "words", "choice", "flag", "lines", "json", "value", "file"]
"""
How a field is filled in.

A `value` is JSON when it begins like a list or an object, else a text. A `file` comes beside the other fields.
"""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; an empty one is left out of the request."""

    name: str
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""
    label: str = ""
    """Empty: the name, in words."""


def filled(fields: Iterable[Field], form: Form) -> dict[str, Any]:
    """Return the values of a filled form; raises `ValueError` for an unknown field or what does not fit its kind."""
    known = {field.name: field for field in fields}
    if unknown := form.keys() - known.keys():
        raise ValueError(f"unknown field {min(unknown)!r}")
    return {name: _value(known[name], text.strip()) for name, text in form.items() if text.strip()}


def _value(field: Field, text: str) -> Any:
    read = _READERS.get(field.kind)
    return text if read is None else read(field.name, text)


def _lines(_name: str, text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _words(_name: str, text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _flag(_name: str, text: str) -> bool:
    return text == "yes"


def _number(name: str, text: str) -> int:
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 9:
        raise ValueError(f"{name} must be a whole number")
    return int(text)


def _json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is no JSON") from error


def _any_value(name: str, text: str) -> Any:
    return _json(name, text) if text.startswith(("[", "{")) else text


_READERS: Mapping[Kind, Callable[[str, str], Any]] = {
    "flag": _flag,
    "json": _json,
    "lines": _lines,
    "number": _number,
    "value": _any_value,
    "words": _words,
}
"""What is not here is taken as the text that it is."""
