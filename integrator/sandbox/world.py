"""Everything an emulation stands on: configuration, state, effect ledger, time and faults."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from integrator.sandbox.clock import SandboxClock
from integrator.sandbox.config import SandboxConfig
from integrator.sandbox.database import Database
from integrator.sandbox.effects import EffectLedger
from integrator.sandbox.faults import FaultPlan


@dataclass
class World:
    """Handed to the state class of every emulation; one per sandbox process."""

    config: SandboxConfig
    db: Database
    effects: EffectLedger
    clock: SandboxClock
    faults: FaultPlan
    after_reset: list[Callable[[], None]] = field(default_factory=list)
    """Called after every reset; an emulation adds what seeds its data or empties its memory."""

    @classmethod
    def open(cls, config: SandboxConfig) -> Self:
        """Open or create the state in `config.data_dir`."""
        db = Database(config.data_dir / "sandbox.sqlite3")
        effects = EffectLedger(config.data_dir / "effects.jsonl")
        clock = SandboxClock(db)
        return cls(config=config, db=db, effects=effects, clock=clock, faults=FaultPlan(clock.now))

    def reset(self) -> None:
        """Return to the first moment: no state, no effects, no faults, real time, seeds planted again."""
        self.faults.clear()
        self.db.reset()
        self.effects.reset()
        self.clock.reset()
        for callback in self.after_reset:
            callback()

    def close(self) -> None:
        self.db.close()
        self.effects.close()
