"""I2: nothing happens twice. Per key there is one net effect; only a flagged mail may have gone out again."""

from collections import Counter
from collections.abc import Iterable

from tests.chaos.evidence import Evidence, Row
from tests.chaos.invariants.violation import Violation, number_of

_ONCE = frozenset(
    {
        "workspace_created",
        "document_created",
        "version_added",
        "order_cancelled",
        "order_captured",
        "task_completed",
        "comment_added",
    }
)


def check(evidence: Evidence) -> Iterable[Violation]:
    yield from _holds(evidence.effects)
    yield from _processes(evidence.effects)
    yield from _mails(evidence)
    yield from _unplanned_mails(evidence)
    yield from _messages_beyond_the_policy(evidence)
    yield from _single(evidence.effects)


def _holds(effects: Iterable[Row]) -> Iterable[Violation]:
    """No second hold of ours for one concern while the first one stands."""
    standing: Counter[tuple[str, str]] = Counter()
    for effect in effects:
        # The handle is `ot-<case>-<generation>`; a case holds a fulfillment order once, whatever its generation.
        key = (effect["subject"], effect["key"].rsplit("-", 1)[0])
        if effect["operation"] == "hold_placed":
            standing[key] += 1
            if standing[key] > 1:
                yield Violation("I2", f"{effect['subject']} is held twice under {effect['key']}")
        elif effect["operation"] == "hold_released":
            standing[key] -= 1


def _processes(effects: Iterable[Row]) -> Iterable[Violation]:
    running: Counter[str] = Counter()
    for effect in effects:
        if effect["operation"] == "process_started":
            running[effect["key"]] += 1
        elif effect["operation"] == "process_deleted":
            running[effect["key"]] -= 1
    for key, count in running.items():
        if count > 1:
            yield Violation("I2", f"the question {key} was put {count} times")


def _mails(evidence: Evidence) -> Iterable[Violation]:
    sent = Counter(effect["key"] for effect in evidence.effects if effect["operation"] == "mail_sent")
    flagged = {row["id"]: max(0, row["tries"] - 1) for row in evidence.tables.get("alerts", ())}
    for key, count in sent.items():
        if count - 1 > flagged.get(key, 0):
            yield Violation("I2", f"the mail {key} went out {count} times, {flagged.get(key, 0)} repeats are flagged")


def _unplanned_mails(evidence: Evidence) -> Iterable[Violation]:
    """A case sends no more mails than it has alerts; each alert is one stage for one audience."""
    keys = {
        row["id"]: (row["concern"], row["store"], row["subject"].rsplit("/", 1)[-1]) for row in evidence.tables["cases"]
    }
    planned: Counter[str] = Counter()
    for row in evidence.tables["alerts"]:
        concern, store, number = keys[row["case_id"]]
        planned[f"{concern}:{store}:order:{number}:{row['generation']}"] += max(1, row["tries"])
    sent = Counter(effect["subject"] for effect in evidence.effects if effect["operation"] == "mail_sent")
    for subject, count in sent.items():
        if subject.count(":") == 4 and count > planned[subject]:
            yield Violation("I2", f"{count} mails went out for {subject}, {planned[subject]} were planned")


def _messages_beyond_the_policy(evidence: Evidence) -> Iterable[Violation]:
    """
    A message bears the id of its alert. One that may have gone out is sent once more when it matters and is a mail.

    Source: contracts/opentext/notifications, section 6. [profile]
    """
    sent = Counter(
        (effect["operation"], effect["key"])
        for effect in evidence.effects
        if effect["operation"] in {"mail_sent", "sms_sent"}
    )
    severities = {row["id"]: row["severity"] for row in evidence.tables.get("alerts", ())}
    for (operation, key), count in sent.items():
        if key not in severities:
            yield Violation(
                "I2", f"{operation} {key} bears the id of no alert, so that nobody could trace a second one"
            )
        matters = operation == "mail_sent" and severities.get(key) in {"high", "critical"}
        if count > (2 if matters else 1):
            yield Violation("I2", f"{operation} {key} of severity {severities.get(key)} happened {count} times")


def _single(effects: Iterable[Row]) -> Iterable[Violation]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for effect in effects:
        if effect["operation"] in _ONCE:
            about = str(effect["detail"].get("instance", "")) or effect["subject"]
            seen[effect["operation"], about, effect["key"]] += 1
    for (operation, about, key), count in seen.items():
        if count > 1:
            yield Violation("I2", f"{operation} {key} about {about} happened {count} times")


def doubled_orders(evidence: Evidence) -> set[str]:
    """Return the numbers of orders of which some single effect happened twice; for tables."""
    seen = Counter(
        (number_of(effect), effect["operation"], effect["key"])
        for effect in evidence.effects
        if effect["operation"] in _ONCE
    )
    return {number for (number, _, _), count in seen.items() if count > 1}
