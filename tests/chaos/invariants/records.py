"""I7: the audit is whole. Gapless, linked, with an actor; each finished step has its intent, outcome and entry."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from tests.chaos.evidence import Evidence
from tests.chaos.invariants.violation import Violation

_OPERATORS = frozenset({"operator"})
_FIELDS = ("actor", "action", "store", "subject", "case_id", "run_id", "reason", "detail")


def check(evidence: Evidence) -> Iterable[Violation]:
    entries = sorted(evidence.tables["audit"], key=lambda row: (row["seq"] is None, row["seq"] or 0))
    yield from _chain(entries)
    yield from _steps(evidence)
    yield from _leases(evidence)


def _chain(entries: Iterable[Mapping[str, Any]]) -> Iterable[Violation]:
    previous = ""
    for number, row in enumerate(entries, 1):
        if row["seq"] is None:
            yield Violation("I7", f"the entry {row['action']} was never sealed", run=row["run_id"])
            continue
        if row["seq"] != number:
            yield Violation("I7", f"entry {number} of the audit is missing")
            return
        if not row["actor"]:
            yield Violation("I7", f"entry {number} has no actor", run=row["run_id"])
        if number > 1 and row["hash"] != _linked(previous, row):
            yield Violation("I7", f"entry {number} ({row['action']}) does not fit its chain", run=row["run_id"])
        previous = row["hash"]


def _linked(previous: str, row: Mapping[str, Any]) -> str:
    """Compute the link anew, from the words of docs/decisions/0005 and not from the code that wrote it."""
    content = {name: row[name] for name in _FIELDS} | {"seq": row["seq"], "at": row["at"]}
    return sha256(f"{previous}{json.dumps(content, sort_keys=True, ensure_ascii=False)}".encode()).hexdigest()


def _steps(evidence: Evidence) -> Iterable[Violation]:
    told = {
        (row["run_id"], row["actor"].rsplit(".", 1)[-1])
        for row in evidence.tables["audit"]
        if row["action"] == "step.done"
    }
    for row in evidence.tables["steps"]:
        if row["outcome"] == "done" and (not row["key"] or not row["started_at"]):
            yield Violation("I7", "a step is done without an intent", run=row["run_id"], step=row["step"])
        if row["outcome"] == "done" and (row["run_id"], row["step"]) not in told:
            yield Violation("I7", "a step is done and the audit does not say so", run=row["run_id"], step=row["step"])
    ended = {row["id"] for row in evidence.tables["runs"] if row["state"] == "done"}
    with_steps = {row["run_id"] for row in evidence.tables["steps"] if row["outcome"] in {"done", "skipped"}}
    for run in ended - with_steps:
        yield Violation("I7", "a run is done without any step", run=run)


def _leases(evidence: Evidence) -> Iterable[Violation]:
    """Nobody takes a run over before its lease has ended, unless an operator fenced its worker off (R3)."""
    overruled = {row["run_id"] for row in evidence.tables["audit"] if row["actor"] in _OPERATORS}
    earlier: Mapping[str, Any] | None = None
    for row in sorted(evidence.tables["steps"], key=lambda one: (one["run_id"], one["fence"])):
        if earlier and earlier["run_id"] == row["run_id"] and row["worker"] and row["run_id"] not in overruled:
            waited = datetime.fromisoformat(row["started_at"]) - datetime.fromisoformat(earlier["started_at"])
            if earlier["outcome"] is None and waited.total_seconds() < evidence.lease - 0.1:
                text = f"was taken over after {waited.total_seconds():.1f} s"
                yield Violation("I7", text, run=row["run_id"], step=row["step"])
        earlier = row
