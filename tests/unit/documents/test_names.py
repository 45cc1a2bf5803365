"""File names are safe whatever a store calls its orders."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrator.documents.names import MAX_LENGTH, file_name, safe_part

DAY = date(2026, 3, 2)
any_text = st.text(st.characters(exclude_categories=[]), max_size=300)


def test_a_name_says_order_kind_day_and_number() -> None:
    assert "#1042_fact_sheet_20260302_1.pdf" == file_name("#1042", "fact_sheet", DAY, 1, "pdf")


@given(any_text)
def test_every_order_name_makes_a_name_that_content_server_takes(order_name: str) -> None:
    name = file_name(order_name, "confirmation", DAY, 12, "pdf")

    assert 1 <= len(name) <= MAX_LENGTH
    assert not set(name) & set(':/\\*?"<>|')
    assert not any(unicodedata.category(character).startswith("C") for character in name)
    assert name == name.strip(" .") == unicodedata.normalize("NFC", name)
    assert name.endswith("_confirmation_20260302_12.pdf")
    assert name.split(".")[0].upper() not in {"CON", "NUL", "COM1"}


@given(any_text)
def test_cleaning_twice_equals_cleaning_once(text: str) -> None:
    once = safe_part(text, limit=60)

    assert once == safe_part(once, limit=60)
    assert 1 <= len(once) <= 60


@given(any_text, any_text)
def test_two_orders_never_share_a_name(first: str, second: str) -> None:
    is_same = unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", second)

    assert is_same == (file_name(first, "invoice", DAY, 1, "pdf") == file_name(second, "invoice", DAY, 1, "pdf"))


@pytest.mark.parametrize("order_name", ["CON", "con.x", "NUL .y", "Lpt1", "..", " ", "a/b", "a:b", "x" * 200])
def test_names_that_a_disk_would_refuse_are_changed_and_marked(order_name: str) -> None:
    part = safe_part(order_name, limit=80)

    assert part != order_name
    assert "~" == part[-9]


@pytest.mark.parametrize(("kind", "n", "ext"), [("a/b", 1, "pdf"), ("invoice", 0, "pdf"), ("invoice", 1, "p.f")])
def test_our_own_parts_of_the_name_must_be_plain(kind: str, n: int, ext: str) -> None:
    with pytest.raises(ValueError, match="do not make a file name"):
        file_name("#1042", kind, DAY, n, ext)
