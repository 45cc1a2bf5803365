"""One document of each kind, rich enough that every segment of its map occurs, and the envelope around it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from integrator.documents.x12 import Document, Envelope, Party, decode, read_interchange
from integrator.documents.x12.functional_acknowledgment import (
    ElementNote,
    FunctionalAcknowledgment,
    SegmentNote,
    SetReceipt,
)
from integrator.documents.x12.inventory_advice import InventoryAdvice, StockedItem
from integrator.documents.x12.invoice import Charge, Invoice, InvoiceLine, Tax
from integrator.documents.x12.parts import Address, Product, Reference
from integrator.documents.x12.purchase_order import OrderLine, PurchaseOrder
from integrator.documents.x12.purchase_order_acknowledgment import (
    AcknowledgedLine,
    LineStatus,
    PurchaseOrderAcknowledgment,
)
from integrator.documents.x12.purchase_order_change import ChangedLine, PurchaseOrderChange
from integrator.documents.x12.ship_notice import Package, ShipNotice, ShippedItem, ShippedOrder

TIME = datetime(2026, 1, 5, 10, 30, 15, tzinfo=UTC)
ENVELOPE = Envelope(sender=Party("ACME"), receiver=Party("VENDOR", "01"), control_number=7, time=TIME)
CUP = Product(sku="SKU-1", partner_sku="V-77", gtin="04012345678901")
BOX = Product(sku="SKU-2")

ORDER = PurchaseOrder(
    number="PO1001",
    ordered_on=date(2026, 1, 5),
    currency="EUR",
    requested_ship_date=date(2026, 1, 8),
    ship_to=Address("Müller GmbH", "W1", "Main Street 1", "Door 2", "Köln", "NW", "50667", "DE"),
    references=(Reference("CO", "#1042"),),
    lines=(
        OrderLine("1", Decimal(10), "EA", CUP, Decimal("5.00")),
        OrderLine("2", Decimal("2.5"), "CA", BOX),
    ),
)
CHANGE = PurchaseOrderChange(
    number="PO1001",
    ordered_on=date(2026, 1, 5),
    sequence="1",
    changed_on=date(2026, 1, 6),
    lines=(
        ChangedLine("1", "less", Decimal(6), "EA", CUP, date(2026, 1, 9)),
        ChangedLine("2", "delete", Decimal(0), "CA", BOX),
    ),
)
ANSWER = PurchaseOrderAcknowledgment(
    purchase_order_number="PO1001",
    ordered_on=date(2026, 1, 5),
    overall="accepted_with_changes",
    number="A-1",
    acknowledged_on=date(2026, 1, 6),
    lines=(
        AcknowledgedLine(
            "1",
            CUP,
            (
                LineStatus("accepted", Decimal(6), "EA", date(2026, 1, 8), "ship"),
                LineStatus("backordered", Decimal(4), "EA", date(2026, 2, 1), "delivery"),
            ),
            Decimal(10),
            "EA",
            Decimal("5.00"),
        ),
        AcknowledgedLine("2", BOX, (LineStatus("substituted", Decimal("2.5"), "CA", product=CUP),), Decimal("2.5")),
    ),
)
NOTICE = ShipNotice(
    shipment_number="S-9",
    sent=TIME,
    carrier_scac="UPSN",
    carrier_name="UPS Ground",
    tracking_numbers=("1Z999",),
    ship_date=date(2026, 1, 8),
    expected_delivery=date(2026, 1, 10),
    orders=(
        ShippedOrder(
            "PO1001",
            (
                Package(
                    "00340123450000000018",
                    ("1Z999-1",),
                    (ShippedItem("1", Decimal(6), "EA", CUP), ShippedItem("2", Decimal("2.5"), "CA", BOX)),
                ),
                Package("00340123450000000025", (), (ShippedItem("1", Decimal(4), "EA", CUP),)),
            ),
        ),
        ShippedOrder("PO1002", (Package(items=(ShippedItem("1", Decimal(1), "EA", BOX),)),)),
    ),
)
BILL = Invoice(
    number="I-5",
    invoiced_on=date(2026, 1, 9),
    purchase_order_number="PO1001",
    currency="EUR",
    lines=(InvoiceLine("1", Decimal(10), "EA", Decimal("5.00"), CUP),),
    taxes=(Tax("VA", Decimal("9.50"), Decimal(19)),),
    charges=(Charge("D240", Decimal("4.90"), "Freight"), Charge("C310", Decimal("-2.00"))),
    total=Decimal("62.40"),
)
STOCK = InventoryAdvice(
    report_number="R-3",
    reported=TIME,
    mode="full",
    location=Address("Warehouse 1", "W1"),
    items=(
        StockedItem(CUP, Decimal(14), "EA", "1", Decimal(20), Decimal(50), date(2026, 2, 1)),
        StockedItem(BOX, Decimal(-3), "EA", "2"),
    ),
)
RECEIPT = FunctionalAcknowledgment(
    functional_id="PO",
    group_control_number=7,
    verdict="partially_accepted",
    included=2,
    received=2,
    accepted=1,
    sets=(
        SetReceipt("850", "0001", "accepted"),
        SetReceipt("850", "0002", "rejected", (SegmentNote("PO1", 6, "8", (ElementNote(2, "6", "330"),)),), ("5",)),
    ),
)

PAPERS: dict[str, Document] = {
    "850": ORDER,
    "860": CHANGE,
    "855": ANSWER,
    "856": NOTICE,
    "810": BILL,
    "846": STOCK,
    "997": RECEIPT,
}


def only_document(text: str) -> Document:
    """Read the one document of an interchange."""
    ((transaction,),) = [group.sets for group in read_interchange(text).groups]
    return decode(transaction)
