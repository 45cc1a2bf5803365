"""How a database is going to carry a statement out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One plan of a statement, which may have several."""

    read_whole: frozenset[str]
    """Tables that are read from end to end."""
    cost: float = 0.0
    is_generic: bool = False
