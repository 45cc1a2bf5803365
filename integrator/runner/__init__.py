"""From "this run is due" to its next step: claim, look up, do, record, wake; and the operators' verbs."""

from integrator.runner.claiming import Performed
from integrator.runner.leases import Leases
from integrator.runner.operate import Operation, Refusal, cancel, park, redo, requeue, skip
from integrator.runner.perform import perform

__all__ = [
    "Leases",
    "Operation",
    "Performed",
    "Refusal",
    "cancel",
    "park",
    "perform",
    "redo",
    "requeue",
    "skip",
]
