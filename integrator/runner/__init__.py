"""From "this run is due" to its next step: claim, look up, do, record, wake; and the operators' verbs."""

from integrator.runner.claiming import Claim, Performed
from integrator.runner.leases import Leases
from integrator.runner.operate import Operation, Refusal, cancel, park, redo, requeue, skip
from integrator.runner.perform import carry_on, perform

__all__ = [
    "Claim",
    "Leases",
    "Operation",
    "Performed",
    "Refusal",
    "cancel",
    "carry_on",
    "park",
    "perform",
    "redo",
    "requeue",
    "skip",
]
