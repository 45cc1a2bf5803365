"""Reading an operator's TOML file: one error that names file, entry and key, and says what would be right."""

import difflib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file."""

    entry: str
    """What the operator calls it, such as `rule "high_value"`; empty for the file itself."""
    key: str
    """Dotted path of the key, such as `when.total_at_least`; empty for the entry itself."""
    wrong: str
    right: str = ""
    """What would be right; empty when the first part says it all."""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.entry, f'key "{self.key}"' if self.key else "") if part)
        sentence = f"{place}: {self.wrong}" if place else self.wrong
        return f"{sentence}; {self.right}" if self.right else sentence


class ConfigError(Exception):
    """A file of `config/` cannot be used as it is; `problems` holds every mistake found, in file order."""

    def __init__(self, file: Path, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))
        self.file = file
        self.problems = tuple(problems)


def read_toml(file: Path) -> dict[str, Any]:
    """Read a TOML file; raises `ConfigError` when it is missing, unreadable or not TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(file, [Problem("", "", "the file does not exist")]) from None
    except OSError as error:
        raise ConfigError(file, [Problem("", "", f"the file cannot be read ({error.strerror})")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(file, [Problem("", "", "the file is not UTF-8 text")]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(file, [Problem("", "", f"the file is not TOML ({error})")]) from error


def entries_of(file: Path, word: str, *, besides: Iterable[str] = ()) -> list[Any]:
    """The tables `[[word]]` of a file; every other top-level key that `besides` does not name is an error."""
    document = read_toml(file)
    allowed = [word, *besides]
    problems = [Problem("", key, "unknown key", suggestion(key, allowed)) for key in document if key not in allowed]
    entries = document.get(word, [])
    if not isinstance(entries, list):
        problems.append(Problem("", word, "must be a list of tables", f"write [[{word}]] above each one"))
    if problems:
        raise ConfigError(file, problems)
    return list(entries)


def read_entries(
    file: Path, word: str, model: type[_Model], *, key: str, besides: Iterable[str] = ()
) -> tuple[dict[str, _Model], list[Problem]]:
    """Read the tables `[[word]]`; returns the good ones by their `key`, in file order, and every mistake."""
    found: dict[str, _Model] = {}
    problems: list[Problem] = []
    for number, table in enumerate(entries_of(file, word, besides=besides), start=1):
        called = table.get(key) if isinstance(table, dict) else None
        entry = f'{word} "{called[:60]}"' if isinstance(called, str) else f"{word} number {number}"
        one, mistakes = check(model, table, entry=entry)
        problems += mistakes
        if one is None:
            continue
        if (name := getattr(one, key)) in found:
            problems.append(Problem(entry, key, f"is already used by another {word}"))
        found[name] = one
    return found, problems


def check(model: type[_Model], table: Any, *, entry: str) -> tuple[_Model | None, list[Problem]]:
    """Read one table as `model`; returns the model or the mistakes that prevent it."""
    try:
        return model.model_validate(table), []
    except ValidationError as error:
        return None, [_problem(model, entry, detail) for detail in error.errors(include_url=False)]


def suggestion(word: str, known: Iterable[str]) -> str:
    """`did you mean "x"?` for a near miss, else the list of what is known."""
    choices = sorted(known)
    if near := difflib.get_close_matches(word, choices, n=1, cutoff=0.6):
        return f'did you mean "{near[0]}"?'
    return f"known: {', '.join(choices)}" if choices else "none are known"


def _problem(model: type[BaseModel], entry: str, detail: ErrorDetails) -> Problem:
    *parents, last = detail["loc"] or ("",)
    key = ".".join(str(part) for part in detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return Problem(entry, key, "unknown key", suggestion(str(last), _keys_at(model, parents)))
        case "missing":
            return Problem(entry, key, "is missing")
        case "literal_error" if isinstance(detail["input"], str):
            expected = detail["ctx"]["expected"].replace("'", '"')
            return Problem(entry, key, f'"{detail["input"][:60]}" is not known', f"write {expected}")
    return Problem(entry, key, detail["msg"].removeprefix("Value error, "))


def _keys_at(model: type[BaseModel], path: Sequence[int | str]) -> list[str]:
    """The keys that the model at the end of `path` knows."""
    for part in path:
        if isinstance(part, str) and (name := _field_called(model, part)):
            model = _model_in(model.model_fields[name].annotation) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _field_called(model: type[BaseModel], key: str) -> str:
    return next((name for name, field in model.model_fields.items() if key in {name, field.alias}), "")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
