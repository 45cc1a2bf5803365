"""What every simulated remote system stands on: effects in the sandbox's form, moments around each call, faults."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from integrator.clock import FixedClock
from tests.simulation.moments import Moments, remote_error

T = TypeVar("T")


@dataclass
class Ground:
    """Shared by all simulated systems of one world."""

    clock: FixedClock
    moments: Moments
    effects: list[dict[str, Any]] = field(default_factory=list)
    fault: Callable[[str, str, bool], str] = lambda _system, _operation, _changes: ""
    """Asked at each call (system, operation, changes?): empty, `away`, `throttled`, `lost_answer` or `garbled`."""

    def read(self, system: str, operation: str, do: Callable[[], T]) -> T:
        """Answer a call that changes nothing."""
        kind = self.fault(system, operation, False)  # noqa: FBT003
        if kind:
            raise remote_error("away" if kind == "lost_answer" else kind, system, operation)
        return do()

    def change(self, system: str, operation: str, do: Callable[[], T]) -> T:
        """Answer a call that may change something; a process may die right before and right after."""
        self.moments.reach(f"before {system}.{operation}")
        kind = self.fault(system, operation, True)  # noqa: FBT003
        if kind in {"away", "throttled"}:
            raise remote_error(kind, system, operation)
        answer = do()
        if kind:
            raise remote_error(kind, system, operation)
        self.moments.reach(f"after {system}.{operation}")
        return answer

    def record(
        self,
        system: str,
        operation: str,
        *,
        key: str,
        subject: str,
        store: str = "",
        detail: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """Write one real change, as the sandbox's effect ledger does."""
        self.effects.append(
            {
                "seq": len(self.effects) + 1,
                "at": self.clock.now().isoformat(),
                "system": system,
                "operation": operation,
                "key": key,
                "store": store,
                "subject": subject,
                "detail": {**(detail or {}), **more},
            }
        )
