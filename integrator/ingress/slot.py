"""
Give each ingress process a journal file of its own.

The lowest free number is taken, so a restarted process finds the file of the one that died and ships its
rest. The lock belongs to the kernel and ends with the process, however that ends.
"""

import fcntl
import itertools
from pathlib import Path
from typing import IO


class Slot:
    """The right to use one journal file, until `release`."""

    def __init__(self, folder: Path, name: str, lock: IO[bytes]) -> None:
        self.name = name
        self.path = folder / f"{name}.sqlite3"
        self._lock = lock

    def release(self) -> None:
        """Let the file go; harmless when that was done already."""
        self._lock.close()


def take_free_slot(folder: Path) -> Slot:
    """Take the lowest slot in `folder` that no living process holds; the folder is made when missing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number in itertools.count(1):
        if slot := try_slot(folder, f"ingress-{number}"):
            return slot
    raise AssertionError("Counting does not end.")


def try_slot(folder: Path, name: str) -> Slot | None:
    """Take the slot `name`; None when a living process holds it."""
    lock = (folder / f"{name}.lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return Slot(folder, name, lock)


def abandoned_slots(folder: Path) -> list[str]:
    """List the slots that have a journal, in order; whether anybody holds them shows when they are tried."""
    return sorted(path.stem for path in folder.glob("ingress-*.sqlite3"))
