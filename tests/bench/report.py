"""Figures of both sides: medians and spread over interleaved rounds, ratios, the machine; as a table and as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any


def middle(values: Sequence[float]) -> float:
    return float(median(values)) if values else 0.0


def spread(values: Sequence[float]) -> float:
    """Return the distance of the farthest value from the median, as a share of it."""
    at = middle(values)
    return max(abs(value - at) for value in values) / at if at else 0.0


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of ascending values."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def machine(*packages: str) -> dict[str, str]:
    """Return what the figures were measured on."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": model or platform.machine(),
        "cores": str(os.cpu_count()),
        "load": " ".join(f"{one:.1f}" for one in os.getloadavg()),
        "kernel": platform.release(),
        "python": platform.python_version(),
        **{name: _version(name) for name in packages},
    }


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Lay rows out in aligned columns."""
    cells = [list(columns), *([_cell(row.get(column)) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(columns))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    )


def write(path: Path | None, document: Mapping[str, Any]) -> None:
    if path is not None:
        path.write_text(json.dumps(document, indent=1) + "\n")


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return (
        f"{value:,.2f}"
        if isinstance(value, float) and value < 100
        else (f"{value:,.0f}" if isinstance(value, float) else str(value))
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
