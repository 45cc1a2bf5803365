"""Deliveries: stored once per store and webhook id, and told apart from the journal's own repetition."""

from typing import Any

from integrator.clock import FixedClock
from integrator.ledger import deliveries
from integrator.ledger.database import Ledger
from integrator.ledger.deliveries import Delivery
from tests.ledger.builders import NOON, STORE, at_once, delivery


def insert(ledger: Ledger, new: Delivery) -> str | None:
    with ledger.write() as connection:
        return deliveries.insert(connection, new)


def stored(ledger: Ledger, webhook_id: str = "webhook-1") -> dict[str, Any]:
    row = deliveries.get(ledger, webhook_id)
    assert row is not None
    return row


def test_a_delivery_is_new_until_somebody_settles_it(ledger: Ledger) -> None:
    delivery_id = insert(ledger, delivery())
    assert delivery_id is not None
    before = stored(ledger)

    with ledger.write() as connection:
        deliveries.settle(connection, delivery_id, state="handled", note="no rule applies")

    assert ("new", "") == (before["state"], before["note"])
    assert ("handled", "no rule applies") == (stored(ledger)["state"], stored(ledger)["note"])
    assert b"\x01sealed" == before["body"]
    assert NOON == before["received_at"]


def test_the_same_webhook_id_again_is_counted_and_not_stored(ledger: Ledger) -> None:
    first = insert(ledger, delivery())

    again = [insert(ledger, delivery(journal=f"journal-a:{row}", body=b"other")) for row in (2, 3)]

    assert [None, None] == again
    assert (first, 2, b"\x01sealed") == (stored(ledger)["id"], stored(ledger)["duplicates"], stored(ledger)["body"])


def test_a_journal_shipped_again_is_no_duplicate_of_shopify(ledger: Ledger) -> None:
    insert(ledger, delivery())

    assert insert(ledger, delivery()) is None

    assert 0 == stored(ledger)["duplicates"]


def test_two_stores_may_use_the_same_webhook_id(ledger: Ledger) -> None:
    ours = insert(ledger, delivery())
    theirs = insert(ledger, delivery(store="other.myshopify.com"))

    assert None not in {ours, theirs}
    assert 2 == len(deliveries.search(ledger))


def test_ten_workers_store_one_delivery_once(ledger: Ledger) -> None:
    ids = at_once(10, lambda number: insert(ledger, delivery(journal=f"journal-a:{number}")))

    assert 1 == sum(found is not None for found in ids)
    assert 9 == stored(ledger)["duplicates"]


def test_a_list_of_deliveries_is_filtered_and_leaves_bodies_out(ledger: Ledger, clock: FixedClock) -> None:
    insert(ledger, delivery())
    insert(ledger, delivery(webhook_id="webhook-2", topic="orders/updated"))

    found = deliveries.search(ledger, topic="orders/updated", store=STORE, state="new")

    assert ["webhook-2"] == [row["webhook_id"] for row in found]
    assert "body" not in found[0]
    assert [] == deliveries.search(ledger, state="parked")
