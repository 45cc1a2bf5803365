"""What is written is read back, by us and by a reader that is not ours."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyx12.x12file import X12Reader

from integrator.documents.x12 import Document, Envelope, Party, Separators, encode, read_interchange
from integrator.documents.x12.inventory_advice import InventoryAdvice, StockedItem
from integrator.documents.x12.parts import Product
from integrator.documents.x12.purchase_order import OrderLine, PurchaseOrder
from integrator.documents.x12.purchase_order_acknowledgment import (
    AcknowledgedLine,
    LineStatus,
    PurchaseOrderAcknowledgment,
)
from tests.unit.documents.x12.papers import ENVELOPE, PAPERS, TIME, only_document

every_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)

printable = st.characters(categories=("L", "M", "N", "P", "S"), include_characters=" ", exclude_characters="*>~")
texts = st.text(printable, min_size=1, max_size=20)
quantities = st.decimals(min_value=-999_999, max_value=999_999, places=3)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))
products = st.builds(Product, sku=texts, partner_sku=st.just("") | texts)


@every_paper
def test_a_document_is_read_as_it_was_written(paper: Document) -> None:
    assert paper == only_document(encode(paper, ENVELOPE))


@every_paper
def test_the_same_envelope_gives_the_same_bytes(paper: Document) -> None:
    assert encode(paper, ENVELOPE) == encode(paper, ENVELOPE)


@every_paper
@pytest.mark.parametrize("separators", [Separators("|", ":", "\n"), Separators("\x1d", "\x1f", "\x1c")])
def test_the_separators_are_those_of_the_header(paper: Document, separators: Separators) -> None:
    assert paper == only_document(encode(paper, replace(ENVELOPE, separators=separators)))


@every_paper
def test_line_breaks_between_segments_are_no_matter(paper: Document) -> None:
    assert paper == only_document(encode(paper, ENVELOPE).replace("~", "~\r\n"))


@every_paper
def test_another_reader_finds_no_fault_with_the_envelope(paper: Document) -> None:
    text = encode(paper, ENVELOPE)

    reader = X12Reader(io.StringIO(text))
    names = [segment.get_seg_id() for segment in reader]
    reader.cleanup()

    assert [part.split("*")[0] for part in text.split("~")[:-1]] == names
    assert [] == reader.pop_errors()


def test_the_other_reader_sees_a_wrong_count() -> None:
    text = encode(PAPERS["850"], ENVELOPE)
    count = text.partition("~SE*")[2].partition("*")[0]

    reader = X12Reader(io.StringIO(text.replace(f"~SE*{count}*", "~SE*99*")))
    list(reader)
    reader.cleanup()

    assert ["4"] == [error[1] for error in reader.pop_errors()]


def test_the_envelope_comes_back() -> None:
    envelope = Envelope(Party("ACME"), Party("0012345", "14"), 123_456_789, TIME, is_test=True)

    interchange = read_interchange(encode(PAPERS["850"], envelope))

    assert (envelope.sender, envelope.receiver) == (interchange.sender, interchange.receiver)
    assert (123_456_789, True) == (interchange.control_number, interchange.is_test)
    assert [("PO", 123_456_789)] == [(group.functional_id, group.control_number) for group in interchange.groups]


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        PurchaseOrder,
        number=texts,
        ordered_on=days,
        lines=st.lists(
            st.builds(
                OrderLine, line=texts, quantity=quantities, unit=st.just("EA"), product=products, price=quantities
            ),
            max_size=4,
        ).map(tuple),
        requested_ship_date=st.none() | days,
    )
)
def test_any_order_comes_back(order: PurchaseOrder) -> None:
    assert order == only_document(encode(order, ENVELOPE))


statuses = st.builds(
    LineStatus,
    status=st.sampled_from(["accepted", "backordered", "quantity_changed", "date_changed", "rejected", "on_hold"]),
    quantity=quantities,
    unit=st.just("EA"),
    day=days,
    date_type=st.sampled_from(["ship", "delivery"]),
)


@settings(max_examples=25, deadline=None)
@given(
    st.builds(
        PurchaseOrderAcknowledgment,
        purchase_order_number=texts,
        ordered_on=days,
        overall=st.sampled_from(["accepted", "accepted_with_changes", "rejected"]),
        lines=st.lists(
            st.builds(
                AcknowledgedLine, line=texts, product=products, statuses=st.lists(statuses, max_size=3).map(tuple)
            ),
            max_size=3,
        ).map(tuple),
    )
)
def test_any_answer_comes_back(answer: PurchaseOrderAcknowledgment) -> None:
    assert answer == only_document(encode(answer, ENVELOPE))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.builds(StockedItem, product=products, available=quantities, on_hand=st.none() | quantities), max_size=5)
)
def test_any_report_comes_back(items: list[StockedItem]) -> None:
    advice = InventoryAdvice("R-1", TIME, "delta", tuple(items))

    assert advice == only_document(encode(advice, ENVELOPE))


def test_quantities_that_do_not_add_up_are_noticed() -> None:
    line = AcknowledgedLine("1", Product("SKU-1"), (LineStatus("accepted", Decimal(6), "EA"),), Decimal(10), "EA")

    assert not line.adds_up
    assert replace(line, quantity=Decimal(6)).adds_up
    assert replace(line, statuses=(LineStatus("accepted"),)).adds_up
