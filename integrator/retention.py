"""How long each kind of document is kept: `config/retention.toml`, its model and its loader."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from integrator.config_file import ConfigError, Problem, read_entries, read_toml


class RetentionClass(BaseModel):
    """How some kinds of document are kept, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    """Our word for the class, such as `tax_record`."""
    kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    """Document kinds of the class, such as `invoice`."""
    keep_years: Annotated[int, Field(ge=0, le=100)]
    """Whole years after `counted_from`; zero means until that moment."""
    counted_from: Literal["document_date", "end_of_year", "case_closed"]
    personal_data: Literal["none", "contact", "payment", "sensitive"]
    """What the documents say about a person; decides between erasing, masking and keeping (R31)."""
    ground: Annotated[str, Field(min_length=1, max_length=300)]
    """Why they are kept, in words that may be shown to the person concerned."""


@dataclass(frozen=True, slots=True)
class Retention:
    """The whole table."""

    classes: dict[str, RetentionClass]
    """By name, in file order."""
    is_example: bool
    """Whether this is still the table that ships with the product, which nobody responsible has confirmed."""


def load_retention(path: Path) -> Retention:
    """Read `retention.toml`. Raises `ConfigError`."""
    classes, problems = read_entries(path, "class", RetentionClass, key="name", besides=["example"])
    owner: dict[str, str] = {}
    for found in classes.values():
        problems += [
            Problem(f'class "{found.name}"', "kinds", f'"{kind}" already belongs to the class "{owner[kind]}"')
            for kind in found.kinds
            if kind in owner
        ]
        owner.update(dict.fromkeys(found.kinds, found.name))
    is_example = read_toml(path).get("example", False)
    if not isinstance(is_example, bool):
        problems.append(Problem("", "example", "must be true or false"))
    if problems:
        raise ConfigError(path, problems)
    return Retention(classes, is_example=bool(is_example))
