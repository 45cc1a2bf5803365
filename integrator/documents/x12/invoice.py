"""
X12 810, invoice of a partner. It is filed and compared; nothing is paid by it.

Source: contracts/opentext/trading-grid, section 8.1. [general]
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrator.documents.x12.body import Body
from integrator.documents.x12.parts import (
    Product,
    product_elements,
    read_addresses,
    read_count,
    read_currency,
    read_product,
    read_references,
)
from integrator.documents.x12.segment import Segment
from integrator.documents.x12.values import write_date, write_hundredths, write_number
from integrator.documents.x12.writing import Writer

_SIGNS = {"C": 1, "A": -1}
"""Data element 248: a charge adds to the total, an allowance takes from it."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line; `price` for one `unit`."""

    line: str
    quantity: Decimal
    unit: str
    price: Decimal
    product: Product


@dataclass(frozen=True, slots=True)
class Charge:
    """Freight, handling and the like; `amount` is negative for an allowance. `code` is data element 1300."""

    code: str
    amount: Decimal
    description: str = ""


@dataclass(frozen=True, slots=True)
class Tax:
    """`kind` is data element 963, such as `VA` for value added tax."""

    kind: str
    amount: Decimal
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """`total` is what the partner wants, with charges and taxes; in `currency`, empty when it names none."""

    number: str
    invoiced_on: date
    purchase_order_number: str
    lines: tuple[InvoiceLine, ...]
    total: Decimal
    currency: str = ""
    taxes: tuple[Tax, ...] = ()
    charges: tuple[Charge, ...] = ()


def write(invoice: Invoice, out: Writer) -> None:
    """Add the segments between `ST` and `SE`."""
    out.add("BIG", write_date(invoice.invoiced_on), invoice.number, "", invoice.purchase_order_number)
    if invoice.currency:
        out.add("CUR", "SE", invoice.currency)
    for line in invoice.lines:
        amounts = (write_number(line.quantity), line.unit, write_number(line.price))
        out.add("IT1", line.line, *amounts, "", *product_elements(line.product))
    out.add("TDS", write_hundredths(invoice.total))
    for tax in invoice.taxes:
        out.add("TXI", tax.kind, write_number(tax.amount), write_number(tax.percent))
    for charge in invoice.charges:
        kind, amount = "A" if charge.amount < 0 else "C", write_hundredths(abs(charge.amount))
        out.add("SAC", kind, charge.code, "", "", amount, *[""] * 9, charge.description)
    out.add("CTT", str(len(invoice.lines)))


def read(segments: list[Segment], end: Segment) -> Invoice:
    """Read the segments between `ST` and `SE`."""
    body = Body(segments, end, also_passing=frozenset({"DTM", "CAD", "AMT", "ISS"}))
    big = body.take("BIG")
    currency = read_currency(body)
    read_references(body)
    read_addresses(body)
    lines = tuple(_read_line(body, it1) for it1 in body.each("IT1"))
    tds = body.take("TDS")
    taxes = tuple(Tax(txi.text(1), txi.needed_number(2), txi.number(3)) for txi in body.each("TXI"))
    charges = tuple(_read_charge(sac) for sac in body.each("SAC"))
    read_count(body, len(lines))
    body.finish()
    return Invoice(
        number=big.text(2),
        invoiced_on=big.needed_day(1),
        purchase_order_number=big.text(4),
        lines=lines,
        total=tds.hundredths(1),
        currency=currency,
        taxes=taxes,
        charges=charges,
    )


def _read_line(body: Body, it1: Segment) -> InvoiceLine:
    read_references(body)
    return InvoiceLine(
        line=it1.text(1),
        quantity=it1.needed_number(2),
        unit=it1.needed(3),
        price=it1.needed_number(4),
        product=read_product(it1, 6),
    )


def _read_charge(sac: Segment) -> Charge:
    return Charge(
        code=sac.text(2),
        amount=sac.meaning(1, _SIGNS) * sac.hundredths(5),
        description=sac.text(15),
    )
