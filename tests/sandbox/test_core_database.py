"""The document store keeps order, counts, and takes back what failed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from integrator.sandbox.database import Database


@pytest.fixture
def db(database_path: Path) -> Iterator[Database]:
    database = Database(database_path)
    yield database
    database.close()


def test_documents_come_back_in_the_order_of_their_first_insertion(db: Database) -> None:
    for name in ("b", "a", "c"):
        db.put("letter", name, {"name": name})

    db.put("letter", "b", {"name": "b", "changed": True})

    assert [{"name": "b", "changed": True}, {"name": "a"}, {"name": "c"}] == db.all("letter")


def test_a_document_that_was_handed_out_is_a_copy(db: Database) -> None:
    db.put("letter", "a", {"name": "a"})

    db.get("letter", "a")["name"] = "changed"

    assert {"name": "a"} == db.get("letter", "a")


def test_kinds_do_not_see_each_other(db: Database) -> None:
    db.put("letter", "1", {"kind": "letter"})
    db.put("digit", "1", {"kind": "digit"})

    db.delete("letter", "1")

    assert db.get("letter", "1") is None
    assert {"kind": "digit"} == db.get("digit", "1")


def test_a_failed_transaction_leaves_nothing_behind(db: Database) -> None:
    def fail_inside() -> None:
        with db.transaction():
            db.put("letter", "a", {})
            db.next_number("letters")
            with db.transaction():
                db.put("letter", "b", {})
            raise LookupError

    with pytest.raises(LookupError):
        fail_inside()

    assert [] == db.all("letter")
    assert 1 == db.next_number("letters")


def test_numbers_start_where_wanted_and_never_repeat(db: Database) -> None:
    assert [1001, 1002, 1003] == [db.next_number("orders", 1001) for _ in range(3)]


def test_find_returns_equal_fields_only_and_survives_hostile_values(db: Database) -> None:
    db.put("letter", "1", {"to": "x' OR '1'='1"})
    db.put("letter", "2", {"to": "anna"})

    assert [{"to": "x' OR '1'='1"}] == db.find("letter", "to", "x' OR '1'='1")
    assert [{"to": "anna"}] == db.find("letter", "to", "anna")
    with pytest.raises(ValueError, match="no field name"):
        db.find("letter", "to') --", "anna")


def test_what_was_put_is_there_after_a_restart(database_path: Path) -> None:
    first = Database(database_path)
    first.put("letter", "a", {"text": "Grüße"})
    first.next_number("orders")
    first.close()

    second = Database(database_path)

    assert {"text": "Grüße"} == second.get("letter", "a")
    assert 2 == second.next_number("orders")
    second.close()


def test_a_reset_forgets_documents_and_sequences(db: Database) -> None:
    db.put("letter", "a", {})
    db.next_number("orders")

    db.reset()

    assert [] == db.all("letter")
    assert 1 == db.next_number("orders")


def test_delete_all_removes_one_kind_and_counts_it(db: Database) -> None:
    db.put("letter", "a", {})
    db.put("letter", "b", {})
    db.put("digit", "1", {})

    assert 2 == db.delete_all("letter")
    assert [{}] == db.all("digit")
