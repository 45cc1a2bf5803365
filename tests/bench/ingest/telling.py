"""What the ingest bench prints: a table for each cell, how each side was started, and on what machine."""

import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from integrator.embedded import find_server
from tests.bench.ingest.measure import RATE
from tests.bench.ingest.sides import Shape, Side
from tests.bench.report import machine, table

_COLUMNS = (
    *("side", RATE, "spread %", "p50 ms", "p99 ms", "CPU ms", "RSS MB", "peak MB"),
    *("server %", "load %", "Redis %", "lag s", "counted", "ours/side"),
)
_PACKAGES = ("uvicorn", "uvloop", "httptools", "starlette", "celery", "kombu", "redis", "flask", "gunicorn", "fastapi")
_FULL = 95
"""Percent of a core from which nothing more is to be had from it."""


def tell(rows: Sequence[Mapping[str, Any]], sides: Sequence[tuple[Side, Shape]], here: Mapping[str, str]) -> None:
    """Print everything on standard output."""
    for cell, some in groupby(rows, key=itemgetter("cell")):
        print(f"\n{cell}\n{table(list(some), _COLUMNS)}")  # noqa: T201
    print()  # noqa: T201
    for line in [*remarks(rows), *(f"{side.name}: {shape.title}, keeps: {side.keeps}" for side, shape in sides)]:
        print(line)  # noqa: T201
    print("\n".join(f"{name}: {value}" for name, value in here.items()))  # noqa: T201


def remarks(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say which rounds do not count, and where the load's core was the limit, so that a side could have done more."""
    told = []
    for row in rows:
        where = f"{row['side']}, {row['cell']}"
        told += [f"NOT COUNTED {where}: {one['wrong']}" for one in row["rounds"] if one["wrong"]]
        if (row["load %"] or 0) + (row["Redis %"] or 0) > _FULL:
            told.append(f"at least {where}: load and Redis had no more to give")
    return told


def versions() -> dict[str, str]:
    """Return machine and versions."""
    server = subprocess.run([find_server(), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return machine(*_PACKAGES) | {"SQLite": sqlite3.sqlite_version, "Redis server": server}
