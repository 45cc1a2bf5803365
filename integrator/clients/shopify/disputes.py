"""Disputes of Shopify Payments: list them, read them, collect evidence and hand it over once."""

from collections.abc import Mapping
from datetime import datetime

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify.documents import DISPUTE_DETAIL, DISPUTE_EVIDENCE_UPDATE, DISPUTES_POLL
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.models_returns import Dispute, DisputePage, Evidence
from integrator.clients.shopify.nodes import AmountNode, Done, Node, PageInfoNode, Text
from integrator.money import Money

EVIDENCE_TEXTS = frozenset(
    [
        "accessActivityLog",
        "cancellationPolicyDisclosure",
        "cancellationRebuttal",
        "refundPolicyDisclosure",
        "refundRefusalExplanation",
        "uncategorizedText",
    ]
)
"""What evidence may say. Files have no mutation. Source: contracts/shopify/api, 11. [documented]"""

_PAGE = 50
_TAKEN = "EVIDENCE_ALREADY_ACCEPTED"


class _ReasonNode(Node):
    reason: str
    network_reason_code: Text


class _OrderNode(Node):
    id: str
    name: str


class _DisputeNode(Node):
    id: str
    status: str
    type: str
    initiated_at: datetime
    evidence_due_by: datetime | None
    evidence_sent_on: datetime | None
    finalized_on: datetime | None
    amount: AmountNode
    reason_details: _ReasonNode
    order: _OrderNode | None

    @property
    def read(self) -> Dispute:
        return Dispute(
            id=self.id,
            status=self.status,
            type=self.type,
            amount=Money(amount=self.amount.amount, currency=self.amount.currency_code),
            reason=self.reason_details.reason,
            network_reason_code=self.reason_details.network_reason_code,
            initiated_at=self.initiated_at,
            evidence_due_by=self.evidence_due_by,
            evidence_sent_on=self.evidence_sent_on,
            finalized_on=self.finalized_on,
            order=self.order.id if self.order else "",
            order_name=self.order.name if self.order else "",
        )


class _EvidenceNode(Node):
    id: str
    submitted: bool
    access_activity_log: Text
    cancellation_rebuttal: Text
    refund_refusal_explanation: Text
    uncategorized_text: Text


class _DetailNode(_DisputeNode):
    dispute_evidence: _EvidenceNode


class _DetailData(Node):
    dispute: _DetailNode | None


class _PageNode(Node):
    nodes: tuple[_DisputeNode, ...]
    page_info: PageInfoNode


class _PageData(Node):
    disputes: _PageNode


class Disputes:
    """The part of `Shopify` that is about disputes."""

    _graphql: GraphQL

    def list_disputes(self, *, search: str = "", after: str | None = None) -> DisputePage:
        """
        List the disputes that match `search`, such as `status:needs_response`, newest first, by pages of 50.

        Repeating it is harmless: it only reads.

        Raises:
            Refused: a term of `search` is not understood; it knows id, initiated_at and status.
        """
        variables = {"first": _PAGE, "after": after, "query": search or None}
        found = self._graphql.ask(DISPUTES_POLL, variables, _PageData).disputes
        return DisputePage(disputes=tuple(node.read for node in found.nodes), next=found.page_info.next)

    def find_dispute(self, dispute_id: str) -> tuple[Dispute, Evidence] | None:
        """Read a dispute and its evidence; None when there is none with this id. Repeating it is harmless."""
        variables = {"id": check_id(dispute_id, "ShopifyPaymentsDispute")}
        found = self._graphql.ask(DISPUTE_DETAIL, variables, _DetailData).dispute
        if found is None:
            return None
        return found.read, Evidence(**found.dispute_evidence.model_dump())

    def save_evidence(self, dispute_id: str, texts: Mapping[str, str]) -> None:
        """
        Keep `texts`, by the names of `EVIDENCE_TEXTS`, without handing them over.

        Repeating it is harmless: the same texts are set again.

        Raises:
            Conflict: the evidence was handed over already, or the dispute is gone.
            Refused: EVIDENCE_PAST_DUE_DATE, TOO_LARGE, ...

        Source: contracts/shopify/api, 11, disputeEvidenceUpdate. [documented]
        """
        evidence = self._get_evidence(dispute_id)
        if evidence.submitted:
            raise _conflict("was handed over already")
        self._update(evidence.id, {**_checked(texts)})

    def submit_evidence(self, dispute_id: str, texts: Mapping[str, str]) -> None:
        """
        Keep `texts` and hand all evidence over, for good.

        Idempotent by looking first: evidence that was handed over stays as it is, whatever `texts` say.

        Raises:
            Conflict: the dispute is gone.
            Refused: EVIDENCE_PAST_DUE_DATE, TOO_LARGE, ...

        Source: contracts/shopify/api, 11, disputeEvidenceUpdate. [documented]
        """
        evidence = self._get_evidence(dispute_id)
        if evidence.submitted:
            return
        try:
            self._update(evidence.id, {**_checked(texts), "submitEvidence": True})
        except Refused as error:
            # Somebody was faster, or Shopify did it at the deadline.
            if _TAKEN not in error.codes or not self._get_evidence(dispute_id).submitted:
                raise

    def _get_evidence(self, dispute_id: str) -> Evidence:
        found = self.find_dispute(dispute_id)
        if found is None:
            raise _conflict("vanished with its dispute")
        return found[1]

    def _update(self, evidence_id: str, given: dict[str, object]) -> None:
        variables = {"id": check_id(evidence_id, "ShopifyPaymentsDisputeEvidence"), "input": given}
        self._graphql.change(DISPUTE_EVIDENCE_UPDATE, variables, "disputeEvidenceUpdate", Done)


def _checked(texts: Mapping[str, str]) -> Mapping[str, str]:
    if unknown := sorted(texts.keys() - EVIDENCE_TEXTS):
        raise ValueError(f"{unknown[0]!r} is no text of evidence")
    return texts


def _conflict(why: str) -> Conflict:
    return Conflict(f"the evidence {why}", system="shopify", operation=DISPUTE_EVIDENCE_UPDATE.operation)
