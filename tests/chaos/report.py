"""The table at the end of an attack."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tests.chaos.evidence import Evidence
from tests.chaos.invariants import Violation
from tests.chaos.invariants.bounds import upper_bound
from tests.chaos.invariants.doubling import doubled_orders
from tests.chaos.invariants.holds import orphan_holds
from tests.chaos.recovery import PROMISED, recoveries


def figures(evidence: Evidence, violations: Sequence[Violation], *, minutes: float, ledger: str) -> dict[str, Any]:
    """Return every figure of one attack."""
    kinds = Counter(fault["name"] for fault in evidence.faults)
    kills = sum(count for name, count in kinds.items() if "kill" in name or "TERM" in name)
    # One fault ends two workers, and a beat is killed for its file to be broken.
    kills += kinds["F05 kill both workers"] + kinds["F07 broken schedule"]
    attempts = [attempt for one in evidence.deliveries if not one["forged"] for attempt in one["attempts"]]
    answers = Counter(
        "2xx" if 200 <= (a["status"] or 0) < 300 else str(a["status"] or a.get("error")) for a in attempts
    )
    lost = {v.text for v in violations if v.invariant == "I1"}
    return {
        "seed": evidence.seed,
        "minutes": round(minutes, 1),
        "ledger": ledger,
        "orders": len(evidence.intents),
        "deliveries": len(evidence.deliveries),
        "effects": len(evidence.effects),
        "attempts": len(evidence.tables["steps"]),
        "faults": dict(sorted(kinds.items())),
        "kills": kills,
        "broker wipes": kinds["F10 broker wiped"],
        "SQL restarts": kinds["F15 SQL restart"],
        "answers to webhooks": dict(answers),
        "lost": len(lost),
        "doubled": sum(1 for v in violations if v.invariant == "I2") or len(doubled_orders(evidence)),
        "orphan holds": orphan_holds(evidence),
        "violations": len(violations),
        "parked": sum(1 for run in evidence.tables["runs"] if run["state"] == "parked"),
        "flagged mails": sum(max(0, alert["tries"] - 1) for alert in evidence.tables["alerts"]),
        "quiet after": round(evidence.quiet_after, 1),
        "recovery": {
            one.kind: {
                "times": len(one.seconds),
                "p50": round(one.at(0.5), 1),
                "p99": round(one.at(0.99), 1),
                "max": round(one.at(1.0), 1),
                "promised": PROMISED[one.kind],
            }
            for one in recoveries(evidence)
        },
        "bound per order": round(upper_bound(len(evidence.intents)), 0),
        "bound per kill": round(upper_bound(kills), 0),
    }


def table(found: dict[str, Any]) -> str:
    """Lay the figures out for people."""
    lines = [f"{'':4}{name:22}{value}" for name, value in found.items() if not isinstance(value, dict)]
    lines += ["", "    faults applied"] + [f"{'':8}{name:34}{count:5}" for name, count in found["faults"].items()]
    lines += ["", "    answers to webhooks"]
    lines += [f"{'':8}{name:34}{count:5}" for name, count in found["answers to webhooks"].items()]
    lines += ["", f"    {'recovery, seconds':34}{'times':>6}{'p50':>8}{'p99':>8}{'max':>8}{'promised p99':>14}"]
    for kind, one in found["recovery"].items():
        lines.append(f"        {kind:30}{one['times']:6}{one['p50']:8}{one['p99']:8}{one['max']:8}{one['promised']:14}")
    return "\n".join(lines)
