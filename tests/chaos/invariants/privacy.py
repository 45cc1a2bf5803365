"""I8, I9: personal data and secrets stay where they are sealed; what is to be forgotten goes nowhere."""

import json
from collections.abc import Iterable

from tests.chaos.evidence import Evidence
from tests.chaos.invariants.loss import is_accepted
from tests.chaos.invariants.violation import Violation

_OPEN_TABLES = ("audit", "alerts", "events", "deliveries", "legs", "holds", "documents")
"""What people wrote may stand with the decision, its case and its runs, where it can be redacted; never here."""
_REDACT = frozenset({"customers/redact", "shop/redact", "customers/data_request"})


def no_canary_sings(evidence: Evidence) -> Iterable[Violation]:
    """I8: no canary in a log, in Redis, or in a column that is not sealed."""
    for name, text in evidence.texts.items():
        for canary in evidence.canaries:
            if canary in text:
                yield Violation("I8", f"{name} holds personal data or a secret (canary {canary[:4]}...)")
    mails = json.dumps([e["detail"] for e in evidence.effects if e["operation"] == "mail_sent"], ensure_ascii=False)
    for canary in evidence.canaries:
        if canary in mails:
            yield Violation("I8", f"a mail holds personal data or a secret (canary {canary[:4]}...)")
    for table in _OPEN_TABLES if evidence.canaries else ():
        text = json.dumps(list(evidence.tables[table]), ensure_ascii=False, default=str)
        for canary in evidence.canaries:
            if canary in text:
                yield Violation("I8", f"the table {table} holds personal data or a secret (canary {canary[:4]}...)")


def redactions_end(evidence: Evidence) -> Iterable[Violation]:
    """I9, as far as it is built: erasure is a later release, so a redaction is kept and ends with a note."""
    rows = {row["webhook_id"]: row for row in evidence.tables["deliveries"]}
    for delivery in evidence.deliveries:
        if delivery["topic"] in _REDACT and is_accepted(delivery) and not delivery.get("forged"):
            row = rows.get(delivery["webhook_id"])
            if row is None or not row["note"]:
                yield Violation("I9", f"{delivery['topic']} left no note", delivery=delivery["webhook_id"])
