"""Cores: the server under measurement has one for itself; load, Redis and the bench share another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

SERVER, LOAD = 0, 1


@contextmanager
def on_core(position: int) -> Iterator[None]:
    """
    Keep this thread, and every process that it starts meanwhile, on one core.

    It is decided before a process starts, because a later change would reach its first thread only.

    Args:
        position: counts the cores that this process may use; with fewer of them it starts over at the first.
    """
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core_at(position, allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def core_at(position: int, allowed: set[int]) -> int:
    """Choose among the allowed cores."""
    return sorted(allowed)[position % len(allowed)]
