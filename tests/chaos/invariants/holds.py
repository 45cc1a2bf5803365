"""I4: no hold is left without somebody who answers for it."""

from collections.abc import Iterable
from typing import Any

from tests.chaos.evidence import Evidence, Row
from tests.chaos.invariants.violation import Violation


def check(evidence: Evidence) -> Iterable[Violation]:
    cases = {row["id"]: row for row in evidence.tables["cases"]}
    for order, hold in standing_holds(evidence):
        case = cases.get(_case_of(hold))
        if case is None:
            yield Violation("I4", f"{order} has a hold {hold['handle']} of no case")
        elif case["state"] != "open" and not _is_parked(evidence, case["id"]):
            yield Violation("I4", f"{order} is held although its case is {case['state']}", case=case["id"])
        elif not (case["team"] or case["owner"]):
            yield Violation("I4", f"{order} is held and nobody is asked", case=case["id"])
    yield from _known_holds(evidence, cases)


def standing_holds(evidence: Evidence) -> list[tuple[str, Row]]:
    """Return order and hold for each hold of ours that the store shows."""
    found = []
    for gid, order in evidence.orders.items():
        for part in order["fulfillment_orders"]:
            found += [(gid, hold) for hold in part["holds"] if hold.get("ours") and hold.get("handle")]
    return found


def orphan_holds(evidence: Evidence) -> int:
    return sum(1 for violation in check(evidence) if "held" in violation.text or "of no case" in violation.text)


def _known_holds(evidence: Evidence, cases: dict[str, Any]) -> Iterable[Violation]:
    """A hold that the ledger takes for standing belongs to an open case."""
    for row in evidence.tables["holds"]:
        case = cases[row["case_id"]]
        if row["released_at"] is None and case["state"] == "closed" and not _is_parked(evidence, case["id"]):
            yield Violation("I4", f"the ledger still counts the hold {row['handle']}", case=row["case_id"])


def _is_parked(evidence: Evidence, case_id: str) -> bool:
    return any(row["case_id"] == case_id and row["state"] == "parked" for row in evidence.tables["runs"])


def _case_of(hold: Row) -> str:
    return str(hold["handle"]).removeprefix("ot-").rsplit("-", 1)[0]
