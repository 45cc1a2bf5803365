"""The fields of a form, and how what was filled in becomes JSON."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from integrator.sandbox.pages.showing import Form

Kind = Literal["text", "number", "words", "choice", "flag", "lines", "json"]


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
    match field.kind:
        case "lines":
            return [line.strip() for line in text.splitlines() if line.strip()]
        case "words":
            return [word.strip() for word in text.split(",") if word.strip()]
        case "flag":
            return text == "yes"
        case "number":
            return _number(field, text)
        case "json":
            return _json(field, text)
        case _:
            return text


def _number(field: Field, text: str) -> int:
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 9:
        raise ValueError(f"{field.name} must be a whole number")
    return int(text)


def _json(field: Field, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{field.name} is no JSON") from error
