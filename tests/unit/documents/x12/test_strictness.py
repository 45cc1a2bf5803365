"""Whatever breaks X12 or our maps is refused with segment, element and reason."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from integrator.documents.x12 import Document, Party, Separators, X12Error, encode, read_interchange
from integrator.documents.x12 import body as x12_body
from integrator.documents.x12 import tokens as x12_tokens
from integrator.documents.x12.parts import Product
from integrator.documents.x12.purchase_order import OrderLine, PurchaseOrder
from tests.unit.documents.x12.papers import ENVELOPE, ORDER, PAPERS, only_document

TEXTS = {number: encode(paper, ENVELOPE) for number, paper in PAPERS.items()}


def refused(text: str) -> X12Error:
    with pytest.raises(X12Error) as raised:
        only_document(text)
    return raised.value


@pytest.mark.parametrize(
    ("number", "old", "new", "place", "code"),
    [
        ("850", "~PO1*1*10*EA", "~PO1*1*1O*EA", "PO102", "6"),
        ("850", "~PO1*1*10*EA", "~PO1*1*1e1*EA", "PO102", "6"),
        ("850", "~PO1*1*10*EA", "~PO1*1*\u0661\u0660*EA", "PO102", "6"),
        ("850", "~PO1*1*10*EA", "~PO1*1**EA", "PO102", "2"),
        ("850", "~PO1*1*10*EA", "~PO1*1*1234567890123456*EA", "PO102", "5"),
        ("850", "~PO1*1*10*EA", "~PO1*1*10*E", "PO103", "4"),
        ("850", "~BEG*00*SA*PO1001", "~BEG*00*SA*", "BEG03", "1"),
        ("850", "~BEG*00*SA*PO1001", "~BEG*99*SA*PO1001", "BEG01", "7"),
        ("850", "**20260105~", "**20260230~", "BEG05", "8"),
        ("850", "~BEG*00*SA*PO1001", "~BEG*00*SA*PO>1001", "BEG03", "6"),
        ("850", "~CTT*2", "~CTT*3", "CTT01", "2"),
        ("850", "~CTT*2", "~CTT*2*", "CTT02", "3"),
        ("850", "~CTT*2", "~ZZZ*2", "ZZZ", "2"),
        ("850", "*SK*SKU-2~", "*SK~", "PO106", "2"),
        ("850", "*SK*SKU-2~", "*SK*SKU-2*IN*SKU-3~", "PO109", "10"),
        ("855", "~BAK*00*AC", "~BAK*00*ZZ", "BAK02", "7"),
        ("855", "~ACK*IB*4", "~ACK*ZZ*4", "ACK01", "7"),
        ("855", "~ACK*IB*4*EA*067*20260201", "~ACK*IB*4*EA*067", "ACK04", "2"),
        ("855", "~ACK*IB*4*EA*067*20260201", "~ACK*IB*4*EA*999*20260201", "ACK04", "7"),
        ("855", "~ACK*IB*4*EA", "~ACK*IB*4*", "ACK03", "2"),
        ("855", "~CTT*2", "~SCH*4*EA~CTT*2", "SCH", "2"),
        ("856", "~HL*2*1*O", "~HL*2*9*O", "HL02", "7"),
        ("856", "~HL*2*1*O", "~HL*1*1*O", "HL01", "7"),
        ("856", "~HL*2*1*O", "~HL*2*1*I", "HL03", "7"),
        ("856", "~HL*1**S", "~HL*1**O", "HL03", "7"),
        ("856", "~HL*1**S", "~HL*1*1*S", "HL02", "7"),
        ("856", "~HL*8*1*O", "~HL*8*1*", "HL", "7"),
        ("856", "~SN1*1*4*EA", "~LIN*1*SK*A", "HL", "3"),
        ("856", "*103015*0001~", "*256015*0001~", "BSN04", "9"),
        ("856", "~CTT*10", "~CTT*11", "CTT01", "2"),
        ("810", "~TDS*6240", "~TDS*62.40", "TDS01", "6"),
        ("810", "~SAC*A*", "~SAC*N*", "SAC01", "7"),
        ("846", "~QTY*33*14*EA", "~QTY*77*14*EA", "QTY01", "7"),
        ("846", "~QTY*17*20*EA", "~QTY*33*20*EA", "QTY01", "7"),
        ("846", "~QTY*33*-3*EA", "~QTY*17*-3*EA", "LIN", "3"),
        ("846", "~DTM*018*", "~DTM*007*", "DTM01", "7"),
        ("997", "~AK9*P*2", "~AK9*Z*2", "AK901", "7"),
        ("997", "~AK4*2*", "~AK4*A*", "AK401", "6"),
    ],
)
def test_a_fault_is_named_by_segment_element_and_code(number: str, old: str, new: str, place: str, code: str) -> None:
    assert old in TEXTS[number]
    text = TEXTS[number].replace(old, new, 1)

    # An inserted segment changes the count, which is not what this is about.
    count = text.partition("~ST*")[2].partition("~SE*")[0].count("~") + 2
    start, _, end = text.partition("~SE*")
    error = refused(f"{start}~SE*{count}*{end.partition('*')[2]}")

    assert place in {error.place.split(", ")[1], error.segment}
    assert code == error.code or place == "HL"
    assert error.position > 2


@pytest.mark.parametrize(
    ("change", "segment"),
    [
        (lambda text: text[:50], ""),
        (lambda _: "", ""),
        (lambda text: "\ufeff" + text, ""),
        (lambda text: text.replace("*ZZ*ACME ", "*ZZ*ACME*", 1), "ISA"),
        (lambda text: text.replace("*U*00401*", "*^*00501*", 1), "ISA"),
        (lambda text: text.replace("*000000007*0*P", "*00000000A*0*P", 1), "ISA"),
        (lambda text: text.replace("*0*P*", "*0*X*", 1), "ISA"),
        (lambda text: text.replace("*>~", "*>>", 1), ""),
        (lambda text: text.replace("*>~", "*A~", 1), ""),
        (lambda text: text + "rest", ""),
        (lambda text: text + text, "IEA"),
        (lambda text: text.replace("~IEA*1*", "~IEA*2*"), "IEA"),
        (lambda text: text.replace("~IEA*1*000000007", "~IEA*1*000000008"), "IEA"),
        (lambda text: text.partition("~IEA")[0] + "~", "GE"),
        (lambda text: text.replace("~GE*1*7", "~GE*2*7"), "GE"),
        (lambda text: text.replace("~GE*1*7", "~GE*1*8"), "GE"),
        (lambda text: text.replace("~GE*1*7", ""), "GS"),
        (lambda text: text.replace("*X*004010", "*X*005010"), "GS"),
        (lambda text: text.replace("~SE*", "~XX*"), "ST"),
        (lambda text: text.replace("~CTT*2~", "~~"), "?"),
        (lambda text: text.replace("PO1001", "PO\x001001"), "BEG"),
        (lambda text: text.replace("PO1001", "PO\ud8001001"), "BEG"),
        (lambda text: text.replace("PO1001", "P" * 600), "BEG"),
        (lambda text: text.replace("~CTT*2~", f"~CTT{'*1' * 50}~"), "CTT"),
    ],
)
def test_an_envelope_that_does_not_agree_is_refused(change: Callable[[str], str], segment: str) -> None:
    with pytest.raises(X12Error) as raised:
        read_interchange(change(TEXTS["850"]))

    assert segment == raised.value.segment
    assert raised.value.reason


def test_a_trailer_at_fault_spoils_only_its_own_document() -> None:
    interchange = read_interchange(TEXTS["850"].replace("*0001~GE", "*0002~GE"))

    fault = interchange.groups[0].sets[0].fault
    assert fault is not None
    assert ("SE", 2, "3", "set") == (fault.segment, fault.element, fault.code, fault.level)


def test_a_document_without_a_map_is_refused() -> None:
    error = refused(TEXTS["850"].replace("~ST*850", "~ST*852"))

    assert ("ST", 1, "set") == (error.segment, error.element, error.level)


def test_descriptions_are_passed_over() -> None:
    text = TEXTS["850"].replace("~CTT*2~", "~PID*F****A cup~CTT*2~").replace("~SE*12*", "~SE*13*")

    assert ORDER == only_document(text)


def test_text_beyond_the_limits_is_not_even_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x12_tokens, "MAX_SEGMENTS", 10)
    assert "segments" in refused(TEXTS["856"]).reason
    monkeypatch.setattr(x12_tokens, "MAX_CHARACTERS", 100)
    assert "characters" in refused(TEXTS["856"]).reason


def test_a_loop_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(x12_body, "MAX_LINES", 50)
    rows = "LIN**SK*A~QTY*33*1~" * 51
    text = TEXTS["846"].partition("LIN*")[0] + rows + f"SE*{102 + 4}*0001~GE*1*7~IEA*1*000000007~"

    assert "more than 50 times" in refused(text).reason


def line(**changed: object) -> PurchaseOrder:
    return replace(ORDER, lines=(replace(OrderLine("1", Decimal(1), "EA", Product("A")), **changed),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "segment"),
    [
        (replace(ORDER, number=""), "BEG"),
        (replace(ORDER, number="N" * 23), "BEG"),
        (replace(ORDER, number="A*B"), "BEG"),
        (replace(ORDER, number="A~B"), "BEG"),
        (replace(ORDER, number="A>B"), "BEG"),
        (replace(ORDER, number="A\nB"), "BEG"),
        (replace(ORDER, currency="EURO"), "CUR"),
        (line(quantity=Decimal("NaN")), "REF"),
        (line(quantity=Decimal("1e20")), "PO1"),
        (line(product=Product(gtin="123")), "N4"),
        (line(unit="EACH"), "PO1"),
    ],
)
def test_what_does_not_fit_is_not_written(order: Document, segment: str) -> None:
    with pytest.raises(X12Error) as raised:
        encode(order, ENVELOPE)

    assert raised.value.segment in {segment, "N4"}


@pytest.mark.parametrize(
    "changed",
    [
        {"control_number": 0},
        {"control_number": 1_000_000_000},
        {"sender": Party("A")},
        {"receiver": Party("A" * 16)},
        {"receiver": Party("A*CME")},
        {"time": ENVELOPE.time.replace(tzinfo=None)},
    ],
)
def test_an_envelope_that_does_not_fit_is_not_written(changed: dict[str, object]) -> None:
    with pytest.raises(X12Error):
        encode(ORDER, replace(ENVELOPE, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given", [("*", "*", "~"), ("A", ">", "~"), (" ", ">", "~"), ("-", ">", "~"), ("**", ">", "~")]
)
def test_separators_are_three_different_marks(given: tuple[str, str, str]) -> None:
    with pytest.raises(X12Error):
        Separators(*given)


def test_an_error_holds_nothing_of_the_data() -> None:
    error = refused(TEXTS["850"].replace("~PO1*1*10*EA", "~PO1*1*Ms Smith*EA"))

    assert "Smith" not in f"{error!r} {error} {error.__context__!r}"
