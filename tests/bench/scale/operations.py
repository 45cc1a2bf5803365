"""All operations that are measured, and what is wanted of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.bench.scale import hot, upkeep
from tests.bench.scale.looking import LISTS, SEARCHES
from tests.bench.scale.watch import Watch
from tests.bench.scale.workplace import Workplace

Kind = Literal["hot", "search", "list", "upkeep"]
LEAST_RATIO = 0.9
"""Of a hot operation's rate, to the one on an empty ledger."""
LONGEST_SEARCH = 0.2
"""Seconds, at the 95th percentile."""


@dataclass(frozen=True)
class Operation:
    """Something that the product does over and over."""

    name: str
    kind: Kind
    do: Callable[[Workplace, Watch], None]


OPERATIONS = (
    Operation("drain", "hot", hot.drain_deliveries),
    Operation("judge", "hot", hot.judge_subjects),
    Operation("step, going on", "hot", hot.go_on),
    Operation("step, by message", "hot", hot.claim_each),
    Operation("relay of 64", "hot", hot.relay),
    *(Operation(name, "search", do) for name, do in SEARCHES.items()),
    *(Operation(name, "list", do) for name, do in LISTS.items()),
    Operation("seal", "upkeep", upkeep.seal),
    Operation("idle upkeep", "upkeep", upkeep.idle_ticks),
    Operation("compare with a list", "upkeep", upkeep.compare),
    Operation("silence", "upkeep", upkeep.silence),
    Operation("count", "upkeep", upkeep.count),
)
