"""What is typeset says exactly what it was given, and nothing in it can act."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from pypdf import PdfReader

from integrator.cases import Case, Decision
from integrator.documents.facts import (
    Facts,
    confirmation_facts,
    decision_record_facts,
    fact_sheet_facts,
    invoice_facts,
)
from integrator.documents.hashing import content_hash
from integrator.documents.kinds import KINDS
from integrator.documents.render import MissingGlyph, TemplateError, render
from integrator.events.order import OrderSnapshot


class MakeOrder(Protocol):
    def __call__(self, **changes: Any) -> OrderSnapshot: ...


class Paper(Protocol):
    data: bytes
    reader: PdfReader
    text: str
    metadata: str


class ReadBack(Protocol):
    def __call__(self, data: bytes) -> Paper: ...


INJECTIONS = (
    '#import "secrets.typ": *',
    '#read("/etc/passwd")',
    '#eval("1+1")',
    "$ x^2 $ *bold* _emph_ `raw` <label> @cite",
    "= Heading - item + item / term",
    "https://evil.example/?q=1",
    "mailto:x@example.com",
    "<script>alert(1)</script>",
    "{{7*7}} ${x} %(x)s {0.__class__}",
    "' OR 1=1; -- \\u{41} \\n",
    "// comment /* and */ more",
    "“quotes” 'single' \"double\" … \u2013 —",
)


@pytest.fixture
def facts_of_every_kind(make_order: MakeOrder, case: Case, decision: Decision) -> dict[str, Facts]:
    order = make_order()
    return {
        "confirmation": confirmation_facts(order, "ACME"),
        "invoice": invoice_facts(order, "ACME"),
        "fact_sheet": fact_sheet_facts(order, case),
        "decision_record": decision_record_facts(order, case, decision),
    }


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_pdf_a_2b_with_nothing_in_it_that_can_act(
    kind: str, facts_of_every_kind: dict[str, Facts], templates: Path, read_back: ReadBack
) -> None:
    paper = read_back(render(kind, facts_of_every_kind[kind], templates=templates))

    assert "<pdfaid:part>2</pdfaid:part>" in paper.metadata
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in paper.metadata
    assert [] == [page.annotations for page in paper.reader.pages if page.annotations]
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(paper.reader.trailer["/Root"])
    assert {} == dict(paper.reader.attachments)
    assert "acme.myshopify.com Order #1042 Id 5678" in paper.text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_facts_give_the_same_bytes(kind: str, facts_of_every_kind: dict[str, Facts], templates: Path) -> None:
    facts = facts_of_every_kind[kind]
    reordered = dict(reversed(facts.items()))

    assert content_hash(render(kind, facts, templates=templates)) == content_hash(
        render(kind, reordered, templates=templates)
    )


def test_many_threads_at_once_get_what_one_gets(facts_of_every_kind: dict[str, Facts], templates: Path) -> None:
    jobs = [kind for kind in KINDS for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda kind: render(kind, facts_of_every_kind[kind], templates=templates), jobs))

    alone = {kind: render(kind, facts_of_every_kind[kind], templates=templates) for kind in KINDS}
    assert [alone[kind] for kind in jobs] == together


def test_the_date_inside_the_file_is_the_date_of_the_facts(
    facts_of_every_kind: dict[str, Facts], templates: Path, read_back: ReadBack
) -> None:
    paper = read_back(render("decision_record", facts_of_every_kind["decision_record"], templates=templates))

    assert "<xmp:CreateDate>2026-03-04T00:00:00" in paper.metadata


def test_latin_greek_and_cyrillic_come_back_as_written(
    make_order: MakeOrder, templates: Path, read_back: ReadBack
) -> None:
    order = make_order(note="Größe Œuvre Łódź Þór Αθήνα Ελλάς Москва Київ ђ ₴ ₽ ₺ ₹ £ “a” \u2018b\u2019 «c»")

    paper = read_back(render("confirmation", confirmation_facts(order, "Ümlaut & Söhne"), templates=templates))

    assert order.note in paper.text
    assert "Ümlaut & Söhne" in paper.text
    assert "Мария Иванова" in paper.text


@pytest.mark.parametrize("attack", INJECTIONS)
def test_text_that_looks_like_markup_is_drawn_as_it_is(
    attack: str, make_order: MakeOrder, templates: Path, read_back: ReadBack
) -> None:
    line = make_order().lines[0].model_copy(update={"title": attack})
    order = make_order(note=f"start {attack} end", lines=(line,))

    paper = read_back(render("confirmation", confirmation_facts(order, "ACME"), templates=templates))

    assert f"start {attack} end" in paper.text
    assert [] == [page.annotations for page in paper.reader.pages if page.annotations]
    assert b"/URI" not in paper.data


def test_a_word_without_end_stays_on_the_page_and_is_complete(
    make_order: MakeOrder, templates: Path, read_back: ReadBack
) -> None:
    order = make_order(note="x" * 1500)

    paper = read_back(render("confirmation", confirmation_facts(order, "ACME"), templates=templates))

    lines = [line for page in paper.reader.pages for line in page.extract_text().splitlines()]
    assert max(len(line.replace("\u200b", "")) for line in lines) < 150
    assert "x" * 1500 == re.sub(r"\s", "", paper.text.split("Your note")[1].split("Thank")[0])


def test_250_lines_run_over_numbered_pages_with_the_total_at_the_end(
    make_order: MakeOrder, templates: Path, read_back: ReadBack
) -> None:
    first = make_order().lines[0]
    lines = tuple(first.model_copy(update={"title": f"Cup of kind {n:03}"}) for n in range(250))

    paper = read_back(render("invoice", invoice_facts(make_order(lines=lines), "ACME"), templates=templates))

    pages = len(paper.reader.pages)
    assert pages > 5
    assert [n for n in range(250) if f"Cup of kind {n:03}" not in paper.text] == []
    assert all(f"Page {number} of {pages}" in page.extract_text() for number, page in enumerate(paper.reader.pages, 1))
    assert all("Unit price" in page.extract_text() for page in paper.reader.pages[:5])
    assert "Total 12,400.00 EUR" in paper.text


def test_characters_without_a_glyph_are_named_and_never_drawn_as_boxes(make_order: MakeOrder, templates: Path) -> None:
    order = make_order(note="deliver to 東京 \U0001f680, please")

    with pytest.raises(MissingGlyph) as refused:
        render("confirmation", confirmation_facts(order, "ACME"), templates=templates)

    assert "京東\U0001f680" == refused.value.characters
    assert "U+6771" in str(refused.value)
    assert "deliver" not in str(refused.value)


def test_a_wrong_template_is_named_with_its_line_and_without_the_facts(tmp_path: Path) -> None:
    (tmp_path / "invoice.typ").write_text(
        '#let facts = json(bytes(sys.inputs.facts))\n\n#int(facts.name)\n#facts.at("nowhere")\n'
    )

    with pytest.raises(TemplateError) as refused:
        render("invoice", {"dated": "2026-03-02", "name": "Jane Doe"}, templates=tmp_path)

    assert ("invoice.typ", 3) == (refused.value.file, refused.value.line)
    assert "Jane" not in str(refused.value)


def test_a_fact_that_the_template_misses_is_named(tmp_path: Path) -> None:
    (tmp_path / "invoice.typ").write_text("#let facts = json(bytes(sys.inputs.facts))\n#facts.nowhere\n")

    with pytest.raises(TemplateError, match=r'invoice\.typ, line 2: .*"nowhere"'):
        render("invoice", {"dated": "2026-03-02"}, templates=tmp_path)


def test_a_missing_template_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"invoice\.typ: the file is missing"):
        render("invoice", {"dated": "2026-03-02"}, templates=tmp_path)


def test_a_template_reads_no_file_outside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "invoice.typ").write_text('#read("../secret.txt")\n')

    with pytest.raises(TemplateError):
        render("invoice", {"dated": "2026-03-02"}, templates=folder)


def test_an_unknown_kind_and_a_missing_date_are_refused(templates: Path) -> None:
    with pytest.raises(KeyError):
        render("postcard", {"dated": "2026-03-02"}, templates=templates)
    with pytest.raises(KeyError):
        render("invoice", {}, templates=templates)
    with pytest.raises(ValueError, match="isoformat"):
        render("invoice", {"dated": "yesterday"}, templates=templates)


def test_reading_the_order_later_gives_the_same_document(make_order: MakeOrder, case: Case, templates: Path) -> None:
    order = make_order()
    later = make_order(
        updated_at=order.updated_at + timedelta(days=1), tags=("ot-held",), fulfillment_status="ON_HOLD",
        metafields={"state": "held"},
    )  # fmt: skip

    first, second = (render("fact_sheet", fact_sheet_facts(read, case), templates=templates) for read in (order, later))

    assert content_hash(first) == content_hash(second)
