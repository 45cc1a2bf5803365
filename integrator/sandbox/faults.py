"""The fault plan: which calls of which emulated system go wrong, how, and how often."""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

Kind = Literal[
    "status",  # this status instead of the effect
    "status_after",  # the effect happens, the answer is this status
    "delay",  # the effect and its answer come late
    "drip",  # the answer comes byte by byte
    "reset_before",  # connection reset, no effect
    "reset_after",  # connection reset, the effect has happened
    "garbage",  # the effect happens, status 200 with the JSON cut in half
    "garbage_html",  # no effect, status 200 with a web page
    "expired_token",  # the 401 that a caller gets whose token has expired
]
KINDS = frozenset(get_args(Kind))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
SYSTEMS = frozenset({"shopify", "ecm", "workflow", "notifications", "file360", "trading_grid", "tokens"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the plan."""

    id: str
    system: str
    """`shopify`, `ecm`, `workflow`, `notifications`, `file360`, `trading_grid`, `tokens`, or `*` for all."""
    kind: Kind
    operation: str = "*"
    """As the emulation names it, for example `orderCancel` or `POST /process-instances`; `*` for all."""
    times: int = 1
    """How many calls it hits. Zero: every call until removed."""
    status: int = 503
    retry_after: int | None = None
    """Seconds for the header `Retry-After`. None: no such header."""
    delay_seconds: float = 1.0
    """Wait before the call for `delay`; pause after each byte for `drip`."""
    begins_in_seconds: float = 0.0
    """Until the fault begins, by the sandbox's time."""
    lasts_seconds: float | None = None
    """From then on, by the sandbox's time; an outage has such a window, with `times` 0. None: no end by time."""
    added_at: datetime = _LONG_AGO

    def hits(self, system: str, operation: str, now: datetime) -> bool:
        has_begun = now >= self.added_at + timedelta(seconds=self.begins_in_seconds)
        return has_begun and self.system in {"*", system} and self.operation in {"*", operation}

    def is_over(self, now: datetime) -> bool:
        seconds = self.begins_in_seconds + (self.lasts_seconds or 0.0)
        return self.lasts_seconds is not None and now >= self.added_at + timedelta(seconds=seconds)


class FaultError(ValueError):
    """The text says which field of a fault is wrong and what would be right."""


class FaultPlan:
    """The faults under way, in the order they were added; kept in memory, so a restart heals everything."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._faults: list[Fault] = []
        self._added = 0
        self._lock = threading.Lock()

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Add a fault from its JSON form; raises `FaultError`."""
        with self._lock:
            self._added += 1
            fault = replace(_checked({**wanted, "id": f"fault-{self._added}"}), added_at=self._now())
            self._faults.append(fault)
        return fault

    def take(self, system: str, operation: str) -> Fault | None:
        """Return the first fault that hits this call and count it; None lets the call pass."""
        with self._lock:
            if not self._faults:
                return None
            now = self._now()
            self._faults[:] = [fault for fault in self._faults if not fault.is_over(now)]
            for place, fault in enumerate(self._faults):
                if fault.hits(system, operation, now):
                    if fault.times == 1:
                        del self._faults[place]
                    elif fault.times > 1:
                        self._faults[place] = replace(fault, times=fault.times - 1)
                    return fault
        return None

    def concerns(self, system: str) -> bool:
        return any(fault.system in {"*", system} for fault in self._faults)

    def remove(self, fault_id: str) -> bool:
        """Remove one fault; False when there is none of that id (any more)."""
        with self._lock:
            kept = [fault for fault in self._faults if fault.id != fault_id]
            found = len(kept) < len(self._faults)
            self._faults[:] = kept
        return found

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            now = self._now()
            there = [fault for fault in self._faults if not fault.is_over(now)]
            return [{**asdict(fault), "added_at": fault.added_at.isoformat()} for fault in there]


def _checked(wanted: dict[str, Any]) -> Fault:
    known = [name for name in Fault.__dataclass_fields__ if name != "added_at"]
    unknown = wanted.keys() - set(known)
    if unknown:
        raise FaultError(f"unknown field {min(unknown)!r}; known are {', '.join(known)}")
    if wanted.get("system") not in SYSTEMS | {"*"}:
        raise FaultError(f"system must be one of {', '.join(sorted(SYSTEMS))} or *")
    if wanted.get("kind") not in KINDS:
        raise FaultError(f"kind must be one of {', '.join(sorted(KINDS))}")
    if not isinstance(wanted.get("operation", "*"), str):
        raise FaultError("operation must be a text")
    _check_number(wanted, "times", lowest=0, highest=1_000_000)
    _check_number(wanted, "status", lowest=400, highest=599)
    _check_number(wanted, "retry_after", lowest=0, highest=86_400)
    _check_number(wanted, "delay_seconds", lowest=0, highest=600)
    _check_number(wanted, "begins_in_seconds", lowest=0, highest=10**9)
    _check_number(wanted, "lasts_seconds", lowest=0, highest=10**9)
    return Fault(**wanted)


def _check_number(wanted: dict[str, Any], name: str, *, lowest: int, highest: int) -> None:
    value = wanted.get(name)
    if name not in wanted or (name in {"retry_after", "lasts_seconds"} and value is None):
        return
    allowed = (int, float) if name.endswith("_seconds") else (int,)
    if isinstance(value, bool) or not isinstance(value, allowed) or not lowest <= value <= highest:
        raise FaultError(f"{name} must be a number from {lowest} to {highest}")
