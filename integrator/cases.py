"""Concerns, cases and decisions: the business questions, their one open answer, and the closed vocabularies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["info", "warning", "high", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "high", "critical")


@dataclass(frozen=True, slots=True)
class Concern:
    """A business question. `words` are the decisions people may take; `final` are those that end the question."""

    name: str
    words: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()
    inputs: tuple[str, ...] = ()
    """Names of snapshot fields whose change reopens a closed case (R13)."""

    def __str__(self) -> str:
        return self.name


ORDER_REVIEW = Concern(
    "ORDER_REVIEW",
    words=frozenset({"release", "cancel", "correct", "request_info"}),
    final=frozenset({"release", "cancel"}),
    inputs=("total", "lines", "shipping_address", "risk_level", "payment"),
)
RECORD = Concern(
    "RECORD",
    inputs=(
        "total", "lines", "shipping_address", "billing_address", "payment", "financial_status", "fulfilled",
        "cancelled", "refunded", "name", "po_number",
    ),
)  # fmt: skip
RETURN = Concern(
    "RETURN",
    words=frozenset(
        {
            "approve", "decline", "request_evidence",
            "refund_full", "refund_partial", "store_credit", "replace", "no_refund",
        }
    ),
    final=frozenset({"decline", "refund_full", "refund_partial", "store_credit", "replace", "no_refund"}),
)  # fmt: skip
_SETTLED = frozenset(
    {"resolved_information", "resolved_goodwill", "resolved_refund", "resolved_replacement", "rejected"}
)
COMPLAINT = Concern("COMPLAINT", words=_SETTLED, final=_SETTLED)
_WAYS_ON = frozenset({"split", "move", "substitute", "reschedule", "cancel_lines", "ship_as_is", "cancel_all"})
FULFILLMENT_EXCEPTION = Concern("FULFILLMENT_EXCEPTION", words=_WAYS_ON, final=_WAYS_ON)
CONTENT_CHANGE = Concern(
    "CONTENT_CHANGE", words=frozenset({"publish", "revise", "reject"}), final=frozenset({"publish", "reject"})
)
OFFLINE_ORDER = Concern(
    "OFFLINE_ORDER", words=frozenset({"create", "revise", "reject"}), final=frozenset({"create", "reject"})
)
_ANSWERS = frozenset({"contest", "accept", "refund"})
DISPUTE = Concern("DISPUTE", words=_ANSWERS, final=_ANSWERS)
ENDED_ELSEWHERE = "superseded"
"""Word of the system, never of a person: the subject ended by another route (R14)."""

CONCERNS = {
    concern.name: concern
    for concern in (
        ORDER_REVIEW, RECORD, RETURN, COMPLAINT, FULFILLMENT_EXCEPTION, CONTENT_CHANGE, OFFLINE_ORDER, DISPUTE,
    )
}  # fmt: skip

HOLD_REASONS = {
    "risk": "HIGH_RISK_OF_FRAUD",
    "address": "INCORRECT_ADDRESS",
    "stock": "INVENTORY_OUT_OF_STOCK",
    "payment": "AWAITING_PAYMENT",
}
"""Reason word of a rule to Shopify's hold reason; every other word holds as OTHER (flow catalogue, section 5)."""


class Reason(BaseModel):
    """Why a case is open: one rule that fired, with the value seen (R10)."""

    model_config = ConfigDict(frozen=True)

    word: str
    """Short word of the rule: `risk`, `value`, `wholesale`, ..."""
    rule: str
    rule_version: int = 1
    seen: str
    """For people: `value 12400.00 EUR >= 10000.00 EUR`."""
    severity: Severity = "warning"


class Case(BaseModel):
    """The one open answer to a concern about a subject, as a step sees it."""

    model_config = ConfigDict(frozen=True)

    id: str
    store: str
    concern: str
    subject: str
    """Shopify gid."""
    subject_name: str
    """`#1042`."""
    generation: int = 1
    """Rises when a closed case opens again, or when the question must be asked anew."""
    state: Literal["open", "closed"] = "open"
    severity: Severity = "warning"
    owner: str = ""
    """Flow that carries the decision out; empty when nobody has to decide."""
    team: str = ""
    reasons: tuple[Reason, ...] = ()
    """Strongest first."""
    asked: tuple[str, ...] = ()
    """Audiences that are asked to act; they do not also get `opened`."""
    opened_at: datetime
    due_at: datetime | None = None
    outcome: str = ""
    inputs: dict[str, str] = {}
    """Fingerprint of each input as last judged."""
    quiet: bool = False
    late: bool = False
    """Whether no webhook told us, and only a sweep found it."""

    @property
    def hold_reason(self) -> str:
        return HOLD_REASONS.get(self.reasons[0].word, "OTHER") if self.reasons else "OTHER"

    @property
    def handle_prefix(self) -> str:
        """What the handles of all holds of this case begin with."""
        return f"ot-{self.id}"

    @property
    def handle(self) -> str:
        """Handle of a hold placed in this generation; unique per app and fulfillment order."""
        return f"{self.handle_prefix}-{self.generation:03d}"

    @property
    def business_key(self) -> str:
        """Finds the question from outside: `ORDER_REVIEW:acme.myshopify.com:order:5678:1`, at most 128 characters."""
        kind, number = self.subject.rsplit("/", 2)[-2:]
        return f"{self.concern}:{self.store}:{kind.lower()}:{number}:{self.generation}"


class Decision(BaseModel):
    """A word from the closed list, by whom, when, why."""

    model_config = ConfigDict(frozen=True)

    word: str
    reason: str = ""
    detail: dict[str, Any] = {}
    by: str
    at: datetime
    source: str
    """`workflow`, `console`, or `shopify` for an end by another route."""
    source_id: str
    """The remote's id of the answer; the same answer twice has the same id."""
    facts: str = ""
    """Fingerprint of the facts that were shown to whoever decided; empty when that is not known."""

    def is_end(self, concern: Concern) -> bool:
        """Whether the question is over with this word; interim words leave it open."""
        return self.word in concern.final or self.word == ENDED_ELSEWHERE
