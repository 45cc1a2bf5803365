"""What the checker says: one sentence per broken promise, with everything needed to find it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Violation:
    """One broken invariant."""

    invariant: str
    """`I1` to `I15`."""
    text: str
    delivery: str = ""
    case: str = ""
    run: str = ""
    step: str = ""
    seed: str = ""

    def __str__(self) -> str:
        named = [f"{one.name} {value}" for one in fields(self)[2:] if (value := getattr(self, one.name))]
        return f"{self.invariant}: {self.text}" + (f" ({', '.join(named)})" if named else "")

    def with_seed(self, seed: str) -> "Violation":
        return replace(self, seed=seed)


def number_of(effect: Mapping[str, Any]) -> str:
    """Return the digits of the order an effect is about, or empty."""
    subject, detail = str(effect["subject"]), effect.get("detail") or {}
    if effect["system"] == "shopify":
        gid = str(detail.get("order") or subject)
        return gid.rsplit("/", 1)[-1] if "/Order/" in gid else ""
    if effect["system"] == "ecm":
        return subject.rsplit("/", 1)[-1] if "/" in subject else ""
    parts = subject.split(":")
    return parts[3] if len(parts) == 5 else ""
