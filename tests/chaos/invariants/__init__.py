"""The checker: invariants I1 to I15, each judged on the evidence of one attack."""

from collections.abc import Callable, Collection, Iterable

from tests.chaos.evidence import Evidence
from tests.chaos.invariants import bounds, causes, decisions, doubling, holds, loss, money, privacy, records
from tests.chaos.invariants.violation import Violation

__all__ = ["INVARIANTS", "Violation", "judge"]

INVARIANTS: dict[str, Callable[[Evidence], Iterable[Violation]]] = {
    "I1": loss.check,
    "I2": doubling.check,
    "I3": causes.effects_have_causes,
    "I4": holds.check,
    "I5": decisions.check,
    "I6": decisions.ended_orders_are_left_alone,
    "I7": records.check,
    "I8": privacy.no_canary_sings,
    "I9": privacy.redactions_end,
    "I10": causes.invalid_input_changes_nothing,
    "I11": bounds.measures_are_bounded,
    "I13": money.check,
    "I14": causes.stores_are_apart,
    "I15": bounds.everything_comes_to_rest,
}
"""I12, convergence, compares two evidences: `decisions.same_end`."""


def judge(evidence: Evidence, *, only: Collection[str] = ()) -> list[Violation]:
    """Return every violation, or those of the invariants `only`; each carries the evidence's seed."""
    chosen = [check for name, check in INVARIANTS.items() if not only or name in only]
    return [violation.with_seed(evidence.seed) for check in chosen for violation in check(evidence)]
