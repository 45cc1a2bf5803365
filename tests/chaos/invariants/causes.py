"""I3, I10, I14: every effect has a cause, invalid input has none, and nobody else's store is touched."""

from collections.abc import Iterable

from tests.chaos.evidence import Evidence
from tests.chaos.invariants.loss import is_accepted
from tests.chaos.invariants.violation import Violation, number_of

_SETUP = frozenset({"model_deployed", "webhook_subscription_created", "webhook_subscription_updated"})


def effects_have_causes(evidence: Evidence) -> Iterable[Violation]:
    """I3: an order of which no accepted delivery, sweep or replay told is left alone."""
    told = {row["subject"].rsplit("/", 1)[-1] for row in evidence.tables["events"]}
    for effect in evidence.effects:
        number = number_of(effect)
        if number and number not in told and effect["operation"] not in _SETUP:
            yield Violation("I3", f"{effect['operation']} about order {number}, of which no event tells")


def invalid_input_changes_nothing(evidence: Evidence) -> Iterable[Violation]:
    """I10: a forged delivery is answered with a refusal and leaves no row."""
    kept = {row["webhook_id"] for row in evidence.tables["deliveries"]}
    for delivery in evidence.deliveries:
        if not delivery.get("forged"):
            continue
        if is_accepted(delivery):
            yield Violation("I10", "is forged and was answered 2xx", delivery=delivery["webhook_id"])
        if delivery["webhook_id"] in kept:
            yield Violation("I10", "is forged and was stored", delivery=delivery["webhook_id"])


def stores_are_apart(evidence: Evidence) -> Iterable[Violation]:
    """I14: an effect is in the store of its subject's events."""
    stores: dict[str, set[str]] = {}
    for row in evidence.tables["events"]:
        stores.setdefault(row["subject"].rsplit("/", 1)[-1], set()).add(row["store"])
    for effect in evidence.effects:
        number, store = number_of(effect), effect.get("store")
        if number and store and "." in store and store not in stores.get(number, {store}):
            yield Violation("I14", f"{effect['operation']} about order {number} happened in {store}")
