"""A run as whoever claimed it knows it."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Held:
    """The columns of a claimed run that its worker needs; the plan is read once and kept beside."""

    id: str
    flow: str
    flow_version: str
    store: str
    subject: str
    subject_name: str
    case_id: str
    generation: int
    params: dict[str, Any]
    values: dict[str, Any]
    position: int
    step: str
    queue: str
    lap: int
    restart: bool
    quiet: bool
    fence: int
    attempts: int
    failures: int
    crashes: int
    first_failure_at: datetime | None
    released_at: datetime | None

    @classmethod
    def of(cls, row: Any) -> Self:
        """Take them from a row that has them, and maybe more."""
        return cls(**{name: getattr(row, name) for name in COLUMNS})


COLUMNS = tuple(field.name for field in fields(Held))
