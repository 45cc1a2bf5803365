"""I1: nothing is lost. What was answered 2xx has a recorded end, and what was meant has happened."""

from collections.abc import Iterable

from tests.chaos.evidence import Evidence, Row
from tests.chaos.invariants.violation import Violation, number_of

_ENDS = frozenset({"handled", "ignored", "parked"})
_RECORD = ("workspace_created", "document_created")
_REVIEW = (*_RECORD, "hold_placed", "process_started")

_MEANT = {"plain": _RECORD, "review": _REVIEW, "control": ("hold_placed", "workspace_created", "process_started")}


def check(evidence: Evidence) -> Iterable[Violation]:
    yield from _deliveries(evidence)
    for event in evidence.tables["events"]:
        if event["state"] == "pending":
            yield Violation("I1", f"the event {event['topic']} was never judged", delivery=str(event["delivery_id"]))
    yield from meant_effects(evidence)


def is_accepted(delivery: Row) -> bool:
    """Whether the store's side got a 2xx for it."""
    return any(200 <= (attempt["status"] or 0) < 300 for attempt in delivery["attempts"])


def _deliveries(evidence: Evidence) -> Iterable[Violation]:
    known = {(row["store"], row["webhook_id"]): row for row in evidence.tables["deliveries"]}
    for delivery in evidence.deliveries:
        if not is_accepted(delivery) or delivery.get("forged"):
            continue
        row = known.get((delivery["store"], delivery["webhook_id"]))
        if row is None:
            yield Violation("I1", "was answered 2xx and is in no ledger", delivery=delivery["webhook_id"])
        elif row["state"] not in _ENDS:
            text = f"was answered 2xx and has no end, it is {row['state']}"
            yield Violation("I1", text, delivery=delivery["webhook_id"])


def meant_effects(evidence: Evidence) -> Iterable[Violation]:
    """Compare what the load meant with what happened; needs no ledger, so the control is judged by it too."""
    happened: dict[str, set[str]] = {}
    for effect in evidence.effects:
        happened.setdefault(number_of(effect), set()).add(effect["operation"])
    for intent in evidence.intents:
        wanted = _MEANT.get(intent["kind"], ())
        if intent.get("merchant"):
            # The merchant may have ended the order before anybody looked at it.
            wanted = _RECORD
        number = str(intent["order"]).rsplit("/", 1)[-1]
        for operation in wanted:
            if operation not in happened.get(number, set()):
                yield Violation("I1", f"order {number} was meant for {intent['kind']} and has no {operation}")
