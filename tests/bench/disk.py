"""The disk below a folder: what it is, and what making a write durable costs there."""

import os
import time
from pathlib import Path
from statistics import median

_PAGE = b"\0" * 4096
_MEMORY = frozenset({"tmpfs", "ramfs"})


def disk(folder: Path, *, writes: int = 30) -> dict[str, str]:
    """Return the file system's type and the median of some writes of 4 kB with fsync."""
    kind = filesystem(folder.resolve(), Path("/proc/mounts").read_text())
    told = f"{kind}, 4 kB with fsync {_seconds_per_write(folder, writes) * 1000:.2f} ms"
    return {"disk": f"{told}; IN MEMORY, so that fsync costs nothing" if kind in _MEMORY else told}


def filesystem(folder: Path, mounts: str) -> str:
    """Find the type of the file system that holds `folder`; `mounts` is the text of `/proc/mounts`."""
    found, longest = "unknown", -1
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split()
        if folder.is_relative_to(place) and len(place) >= longest:
            found, longest = kind, len(place)
    return found


def _seconds_per_write(folder: Path, writes: int) -> float:
    path = folder / "fsync"
    took = []
    with path.open("wb") as file:
        for _ in range(writes):
            begun = time.perf_counter()
            file.write(_PAGE)
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begun)
    path.unlink()
    return median(took)
