"""Why something is parked: the closed list of codes, what each means, and what helps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """What a code means and what to do about it; docs/operating.md says it at length."""

    means: str
    do: str


REASONS: Mapping[str, Reason] = {
    "refused": Reason("the remote system said no and will go on saying no", "mend the cause there, then requeue"),
    "partly_shipped": Reason("part of the order has left", "cancel it in Shopify or take the rest off, then requeue"),
    "attempts_spent": Reason("twelve failures", "when the system is back, requeue"),
    "time_spent": Reason("failures over 36 hours", "when the system is back, requeue"),
    "same_error": Reason("five equal errors of our own code", "read the log, mend, then requeue"),
    "crashes": Reason("three workers died in this step", "read their last log lines, then requeue"),
    "unknown_outcome": Reason(
        "the step may have happened and cannot be looked up", "look in the remote system; skip it, or requeue"
    ),
    "order_gone": Reason("Shopify does not know the order any more", "look in Shopify, then decide or cancel the run"),
    "cancel_refused": Reason(
        "Shopify refuses the cancellation",
        "mend what it objects to, then requeue; redo from the step confirm if the order was shipped meanwhile",
    ),
    "not_cancelled": Reason("the job ended and the order is not cancelled", "look at the order, then requeue"),
    "operator": Reason("somebody parked it", "ask why, then requeue or skip"),
}


def code_of(note: str) -> str:
    """Return the code of a parked run's note, such as `refused` of `refused:Unauthorized: ...`; empty without one."""
    code = note.partition(":")[0]
    return code if code in REASONS else ""


def told_of(note: str, attempts: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return code, meaning, suggestion, and the first and the last error of the step that a parked run is at."""
    code = code_of(note)
    reason = REASONS.get(code, Reason("", "read the note and the attempts"))
    failed = [attempt for attempt in attempts if attempt["error"] and attempt["outcome"] in {"failed", "parked"}]
    last_step = [attempt for attempt in failed if attempt["step"] == failed[-1]["step"]] if failed else []
    told = {"code": code, "means": reason.means, "suggestion": reason.do}
    if last_step:
        told["first_error"] = f"{last_step[0]['started_at']} {last_step[0]['error']}"
        told["last_error"] = f"{last_step[-1]['started_at']} {last_step[-1]['error']}"
    return told
