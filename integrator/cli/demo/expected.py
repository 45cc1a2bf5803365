"""What the demo's orders must lead to: each effect in each remote system, no less and no more."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Effects = Counter[tuple[str, str]]
"""How often each (system, operation) happened."""

_RECORD = {
    ("ecm", "workspace_created"): 1,
    ("ecm", "document_created"): 2,
}

EXPECTED: Mapping[str, Effects] = {
    "small": Counter(_RECORD),
    "wholesale": Counter(_RECORD),
    "late risk": Counter(_RECORD),
}
"""By the title of the order in the story."""


def counted(effects: Iterable[Mapping[str, Any]]) -> Effects:
    """Count effects of the sandbox's ledger by system and operation."""
    return Counter((effect["system"], effect["operation"]) for effect in effects)
