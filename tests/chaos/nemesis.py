"""The nemesis: seeded, one or two faults at a time, with a minimum of kills, wipes and restarts for its time."""

import random
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.chaos.faults import FAULTS, Fault
from tests.chaos.machine import Machine


@dataclass
class Nemesis:
    """Attacks until `seconds` are over; `log` has one line for each fault."""

    machine: Machine
    seed: str
    every: float = 2.2
    only: tuple[str, ...] = ()
    """Beginnings of the names of the faults to choose from; empty for all."""
    log: list[dict[str, Any]] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    """Faults that could not be carried out, as when the SQL server restarts just now."""

    def attack(self, seconds: float) -> None:
        dice = random.Random(f"nemesis {self.seed}")
        possible = [fault for fault in FAULTS if self.machine.postgres or not fault.needs_sql]
        possible = [fault for fault in possible if not self.only or fault.name.startswith(self.only)]
        weights = [fault.weight for fault in possible]
        # A long fault lasts beside one short one at a time; two of a kind never meet.
        lock = threading.Lock()
        long: Future[None] | None = None
        end = time.monotonic() + seconds
        with ThreadPoolExecutor(1) as pool:
            while time.monotonic() < end:
                fault = dice.choices(possible, weights)[0]
                target = dice.choice(fault.targets)
                pause = dice.uniform(0.4, 1.6) * self.every
                if fault.seconds:
                    if long is None or long.done():
                        long = pool.submit(self._strike, fault, target, lock)
                else:
                    self._strike(fault, target, lock)
                time.sleep(pause)
        self.machine.proxy.heal()
        self.machine.revive()

    def _strike(self, fault: Fault, target: str, lock: threading.Lock) -> None:
        begun = datetime.now(UTC)
        pid = 0
        try:
            pid = fault.strike(self.machine, target)
        except Exception as error:  # noqa: BLE001 - an attack that fails is no attack; the count says so.
            with lock:
                self.mishaps[f"{fault.name}: {type(error).__name__}"] += 1
            return
        line = {
            "name": fault.name,
            "target": target,
            "pid": pid,
            "at": begun.isoformat(),
            "until": datetime.now(UTC).isoformat(),
        }
        with lock:
            self.log.append(line)

    def count(self, *names: str) -> int:
        """Return how many faults have a name with one of `names` in it."""
        return sum(1 for line in self.log if any(name in line["name"] for name in names))
