"""I11, I15: memory stays bounded and comes back, and once the faults stop everything comes to rest."""

import math
from collections.abc import Iterable
from statistics import median

from tests.chaos.evidence import Evidence
from tests.chaos.invariants.violation import Violation

LIMITS = {"rss:ingress": 120e6, "rss:w": 400e6, "rss:beat": 200e6, "redis_bytes": 256e6, "fds:": 400, "threads:": 120}
"""Most that a measure whose name begins so may reach: bytes or pieces."""
GROWTH = 1.6
"""Most that the last tenth of a measure may lie above its first quarter, by their medians."""
_FEW = 40
LONGEST_TO_REST = 60.0 * 4
"""Seconds from the end of the faults to rest, for the backlog that a chaos run leaves."""


def measures_are_bounded(evidence: Evidence) -> Iterable[Violation]:
    """I11."""
    for name, samples in evidence.measures.items():
        limit = next((value for prefix, value in LIMITS.items() if name.startswith(prefix)), math.inf)
        if samples and max(samples) > limit:
            yield Violation("I11", f"{name} reached {max(samples):.0f}, the limit is {limit:.0f}")
        if len(samples) >= _FEW and name.startswith("rss:"):
            before, after = median(samples[: len(samples) // 4]), median(samples[-len(samples) // 10 :])
            if after > GROWTH * before:
                yield Violation("I11", f"{name} grew from {before:.0f} to {after:.0f}")


def everything_comes_to_rest(evidence: Evidence) -> Iterable[Violation]:
    """I15."""
    if evidence.quiet_after > LONGEST_TO_REST:
        yield Violation("I15", f"rest came {evidence.quiet_after:.0f} s after the last fault")
    for run in evidence.tables["runs"]:
        if run["state"] == "running":
            text = f"the run of {run['flow']} is still running, {run['note'] or 'without a note'}"
            yield Violation("I15", text, run=run["id"], case=run["case_id"], step=run["step"])


def upper_bound(trials: int) -> float:
    """Return the 95 % upper bound of a probability after `trials` without a failure, per million."""
    return (1 - 0.05 ** (1 / trials)) * 1e6 if trials else 1e6
