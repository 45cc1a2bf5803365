"""The audit: entries are sealed into a chain, and whatever is done to it afterwards is found."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, select, update

from integrator.ledger import audit
from integrator.ledger.audit import Entry
from integrator.ledger.database import Ledger
from integrator.ledger.tables import audit as table
from tests.ledger.builders import at_once

Tampering = Callable[[Connection], None]


def write(ledger: Ledger, *actions: str) -> None:
    with ledger.write() as connection:
        entries = [
            Entry(actor="operator", action=action, run_id="run-1", reason="because", detail={"amount": "1.50"})
            for action in actions
        ]
        audit.append(ledger, connection, *entries)


@pytest.fixture
def sealed(ledger: Ledger) -> Ledger:
    write(ledger, "first", "second", "third", "fourth")
    audit.seal(ledger)
    return ledger


def tamper(ledger: Ledger, with_it: Tampering) -> tuple[int, str]:
    with ledger.write() as connection:
        with_it(connection)
    return audit.verify(ledger)


def test_an_empty_audit_fits(ledger: Ledger) -> None:
    assert 0 == audit.seal(ledger)

    assert (0, "") == audit.verify(ledger)


def test_entries_are_sealed_in_their_order_and_fit(sealed: Ledger) -> None:
    write(sealed, "fifth")

    assert 1 == audit.count_unsealed(sealed)
    assert 1 == audit.seal(sealed)
    assert 0 == audit.seal(sealed)

    assert (5, "") == audit.verify(sealed)
    assert ["fifth", "fourth", "third", "second", "first"] == [row["action"] for row in audit.find(sealed)]
    assert [5, 4, 3, 2, 1] == [row["seq"] for row in audit.find(sealed)]


def test_sealing_in_small_portions_makes_the_same_chain(ledger: Ledger) -> None:
    write(ledger, "first", "second", "third")

    portions = [audit.seal(ledger, limit=2), audit.seal(ledger, limit=2), audit.seal(ledger, limit=2)]

    assert [2, 1, 0] == portions
    assert (3, "") == audit.verify(ledger)


def test_several_sealers_at_once_make_one_chain(ledger: Ledger) -> None:
    write(ledger, *[f"action_{number}" for number in range(40)])

    counts = at_once(6, lambda _: audit.seal(ledger, limit=10))

    assert 40 == sum(counts)
    assert (40, "") == audit.verify(ledger)


def test_a_rolled_back_entry_leaves_no_gap(sealed: Ledger) -> None:
    connection = sealed.engine.connect()
    audit.append(sealed, connection, Entry(actor="operator", action="undone"))
    connection.rollback()
    connection.close()

    write(sealed, "fifth")
    audit.seal(sealed)

    assert (5, "") == audit.verify(sealed)


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "another"},
        {"actor": "somebody"},
        {"action": "invented"},
        {"store": "other.myshopify.com"},
        {"subject": "gid://shopify/Order/1"},
        {"case_id": "case-2"},
        {"run_id": "run-2"},
        {"detail": {"amount": "9.50"}},
        {"hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(sealed: Ledger, change: dict[str, object]) -> None:
    def rewrite(connection: Connection) -> None:
        connection.execute(update(table).where(table.c.seq == 3).values(**change))

    checked, text = tamper(sealed, rewrite)

    assert 2 == checked
    assert "entry 3" in text
    assert "was changed after it was sealed" in text


def test_a_moved_moment_is_found(sealed: Ledger) -> None:
    def later(connection: Connection) -> None:
        at = connection.execute(select(table.c.at).where(table.c.seq == 2)).scalar_one()
        connection.execute(update(table).where(table.c.seq == 2).values(at=at.replace(microsecond=1)))

    assert "entry 2" in tamper(sealed, later)[1]


def test_a_deleted_entry_is_found(sealed: Ledger) -> None:
    def drop(connection: Connection) -> None:
        connection.execute(delete(table).where(table.c.seq == 2))

    assert (1, "entry 2 is missing: the next one is number 3") == tamper(sealed, drop)


def test_a_deleted_entry_is_found_although_the_others_close_ranks(sealed: Ledger) -> None:
    def drop(connection: Connection) -> None:
        connection.execute(delete(table).where(table.c.seq == 2))
        for seq in (3, 4):
            connection.execute(update(table).where(table.c.seq == seq).values(seq=seq - 1))

    checked, text = tamper(sealed, drop)

    assert 1 == checked
    assert "entry 2 (third) was changed" in text


def test_two_entries_that_changed_places_are_found(sealed: Ledger) -> None:
    def swap(connection: Connection) -> None:
        for seq, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(update(table).where(table.c.seq == seq).values(seq=new))

    checked, text = tamper(sealed, swap)

    assert 1 == checked
    assert "entry 2 (third) was changed" in text


def test_an_entry_slipped_in_between_is_found(sealed: Ledger) -> None:
    write(sealed, "slipped")

    def slip(connection: Connection) -> None:
        for seq in (4, 3):
            connection.execute(update(table).where(table.c.seq == seq).values(seq=seq + 1))
        connection.execute(update(table).where(table.c.action == "slipped").values(seq=3, hash="f" * 64))

    checked, text = tamper(sealed, slip)

    assert 2 == checked
    assert "entry 3 (slipped) was changed" in text


def test_entries_are_found_by_run_case_and_action(sealed: Ledger) -> None:
    assert 4 == len(audit.find(sealed, run_id="run-1"))
    assert [] == audit.find(sealed, case_id="case-1")
    assert ["third"] == [row["action"] for row in audit.find(sealed, action="third")]
