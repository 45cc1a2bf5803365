"""Disputes and their evidence."""

from typing import Any

from tests.sandbox.shopify.callers import Store
from tests.sandbox.shopify.examples import Example, Examples


def disputed(store: Store, **more: Any) -> dict[str, Any]:
    """Place a paid order and let its bank open a dispute; returns the answer to that."""
    answer: dict[str, Any] = store.happen("dispute", order=store.place(payment="paid")["name"], **more)
    return answer


def _submitted(store: Store) -> dict[str, Any]:
    evidence = disputed(store)["evidence"]
    store.ask("dispute_evidence_update", id=evidence, input={"uncategorizedText": "x", "submitEvidence": True})
    return {"id": evidence, "input": {"uncategorizedText": "y"}}


def _poll(store: Store) -> dict[str, Any]:
    disputed(store)
    return {"first": 10, "query": "status:needs_response"}


EXAMPLES: Examples = {
    "dispute_detail": Example(lambda store: {"id": disputed(store)["dispute"]}),
    "disputes_poll": Example(_poll),
    "dispute_evidence_update": Example(
        lambda store: {"id": disputed(store)["evidence"], "input": {"uncategorizedText": "zugestellt"}},
        _submitted,
        "EVIDENCE_ALREADY_ACCEPTED",
    ),
}
