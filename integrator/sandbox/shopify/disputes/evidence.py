"""Collecting evidence, and handing it over once."""

from datetime import datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.disputes import opening, state
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import gid

TEXTS = (
    "accessActivityLog",
    "cancellationPolicyDisclosure",
    "cancellationRebuttal",
    "customerEmailAddress",
    "customerFirstName",
    "customerLastName",
    "refundPolicyDisclosure",
    "refundRefusalExplanation",
    "uncategorizedText",
)
FILES = (
    "cancellationPolicyFile",
    "customerCommunicationFile",
    "refundPolicyFile",
    "serviceDocumentationFile",
    "shippingDocumentationFile",
    "uncategorizedFile",
)
_LONGEST = 150_000


def update(action: Action, dispute: Document, wanted: dict[str, Any]) -> None:
    """
    Set the given fields; with `submitEvidence` they are final. Raises `Refused`.

    The codes are [documented], their wordings and the greatest length are our own. [inferred]
    """
    _check(action, dispute, wanted)
    evidence = dispute["evidence"]
    given = {name: wanted[name] for name in (*TEXTS, "shippingAddress") if name in wanted}
    evidence["fields"] |= given
    if sum(len(str(value or "")) for value in evidence["fields"].values()) > _LONGEST:
        raise Refused(["input"], "The evidence is too large.", "TOO_LARGE")
    if wanted.get("submitEvidence"):
        opening.send(action, dispute)
        state.change(action, dispute)
    else:
        state.save(action, dispute)
    action.record(
        "dispute_evidence_submitted" if evidence["submitted"] else "dispute_evidence_saved",
        key=gid("ShopifyPaymentsDisputeEvidence", evidence["id"]),
        subject=gid("ShopifyPaymentsDispute", dispute["id"]),
        order=gid("Order", dispute["order"]),
        fields=sorted(given),
    )


def _check(action: Action, dispute: Document, wanted: dict[str, Any]) -> None:
    if dispute["evidence"]["submitted"] or dispute["status"] in state.FINAL:
        raise Refused(["id"], "The evidence has already been accepted.", "EVIDENCE_ALREADY_ACCEPTED")
    if datetime.fromisoformat(dispute["evidence_due_by"]) <= action.at:
        raise Refused(["id"], "The evidence is past its due date.", "EVIDENCE_PAST_DUE_DATE")
    for name in FILES:
        # No mutation makes such a file, so there is none to find. [documented]
        if wanted.get(name) is not None and not wanted[name].get("destroy"):
            raise Refused(["input", name, "id"], "The file could not be found.", "FILE_NOT_FOUND")
    if not wanted.get("submitEvidence") and not wanted.keys() - {"submitEvidence"}:
        raise Refused(["input"], "There is nothing to update.", "INVALID")
