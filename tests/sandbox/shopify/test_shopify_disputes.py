from typing import Any

import pytest

from tests.sandbox.shopify.callers import Receiver, Store, eventually
from tests.sandbox.shopify.examples.disputes import disputed
from tests.sandbox.shopify.examples.fulfillments import shipped


def detail(store: Store, answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = store.ask("dispute_detail", id=answer["dispute"])
    return found


def save(store: Store, answer: dict[str, Any], **evidence: Any) -> Any:
    return store.ask("dispute_evidence_update", id=answer["evidence"], input=evidence)


def code(store: Store, answer: dict[str, Any], **evidence: Any) -> Any:
    return store.code("dispute_evidence_update", id=answer["evidence"], input=evidence)


def test_a_dispute_names_its_order_amount_and_deadline(store: Store) -> None:
    answer = disputed(store, reason="PRODUCT_NOT_RECEIVED", amount="34.50")

    found = detail(store, answer)

    assert ("NEEDS_RESPONSE", "CHARGEBACK", answer["order"]) == (found["status"], found["type"], found["order"]["id"])
    assert {"amount": "34.5", "currencyCode": "EUR"} == found["amount"]
    assert "PRODUCT_NOT_RECEIVED" == found["reasonDetails"]["reason"]
    assert answer["evidence_due_by"] == found["evidenceDueBy"]


def test_what_was_shipped_is_evidence_without_a_word(store: Store) -> None:
    order = shipped(store)["order"]

    evidence = detail(store, store.happen("dispute", order=order))["disputeEvidence"]

    assert [("DHL", "JJD1")] == [
        (each["shippingCarrier"], each["shippingTrackingNumber"]) for each in evidence["fulfillments"]
    ]


def test_evidence_is_collected_and_handed_over_once(store: Store) -> None:
    answer = disputed(store)
    save(store, answer, uncategorizedText="zugestellt")
    saved = detail(store, answer)
    save(store, answer, accessActivityLog="Login am 12.11.", submitEvidence=True)

    found = detail(store, answer)
    assert ("NEEDS_RESPONSE", False) == (saved["status"], saved["disputeEvidence"]["submitted"])
    assert ("UNDER_REVIEW", True) == (found["status"], found["disputeEvidence"]["submitted"])
    assert "zugestellt" == found["disputeEvidence"]["uncategorizedText"]
    assert found["evidenceSentOn"] is not None
    assert "EVIDENCE_ALREADY_ACCEPTED" == code(store, answer, uncategorizedText="noch etwas")
    assert 1 == len(store.effects("dispute_evidence_submitted"))


def test_after_its_deadline_a_dispute_takes_nothing(store: Store, receiver: Receiver) -> None:
    store.subscribe("DISPUTES_UPDATE", receiver.url)
    answer = disputed(store, due_seconds=3600)
    save(store, answer, uncategorizedText="zugestellt")

    store.world.clock.advance(3601)

    assert "UNDER_REVIEW" == detail(store, answer)["status"]
    assert "EVIDENCE_ALREADY_ACCEPTED" == code(store, answer, uncategorizedText="zu spät")
    eventually(lambda: receiver.of("disputes/update"))


@pytest.mark.parametrize("outcome", ["WON", "LOST", "ACCEPTED"])
def test_the_bank_decides_once(store: Store, outcome: str) -> None:
    answer = disputed(store)
    store.happen("dispute-end", order=answer["order"], outcome=outcome)

    found = detail(store, answer)
    assert outcome == found["status"]
    assert found["finalizedOn"] is not None
    store.happen("dispute-end", order=answer["order"], outcome="WON", status=400)
    assert "EVIDENCE_ALREADY_ACCEPTED" == code(store, answer, uncategorizedText="x")


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ({"uncategorizedText": "x" * 150_001}, "TOO_LARGE"),
        ({"shippingDocumentationFile": {"id": "gid://shopify/ShopifyPaymentsDisputeFileUpload/1"}}, "FILE_NOT_FOUND"),
        ({}, "INVALID"),
    ],
)
def test_impossible_evidence_is_refused(store: Store, evidence: dict[str, Any], expected: str) -> None:
    answer = disputed(store)

    assert expected == code(store, answer, **evidence)
    assert detail(store, answer)["disputeEvidence"]["uncategorizedText"] is None


def test_unknown_evidence_is_refused(store: Store) -> None:
    unknown = {"evidence": "gid://shopify/ShopifyPaymentsDisputeEvidence/1"}

    assert "DISPUTE_EVIDENCE_NOT_FOUND" == code(store, unknown, uncategorizedText="x")


def test_an_order_shows_its_disputes_without_the_scope_of_disputes(store: Store) -> None:
    answer = disputed(store, type="INQUIRY")
    store.set(scopes=["read_orders"])

    found = store.answer("query ($id: ID!) { order(id: $id) { disputes { initiatedAs status } } }", id=answer["order"])

    assert [{"initiatedAs": "INQUIRY", "status": "NEEDS_RESPONSE"}] == found["data"]["order"]["disputes"]


def test_disputes_are_found_by_their_status(store: Store) -> None:
    ended = disputed(store)
    store.happen("dispute-end", order=ended["order"])
    waiting = disputed(store)

    found = store.ask("disputes_poll", first=10, query="status:needs_response")["nodes"]

    assert [waiting["dispute"]] == [each["id"] for each in found]


def test_what_was_not_paid_is_not_disputed(store: Store) -> None:
    store.happen("dispute", order=store.place(payment="pending")["name"], status=400)
