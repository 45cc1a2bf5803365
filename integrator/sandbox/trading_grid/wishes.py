"""What the pages of the partner's desk take."""

from collections.abc import Mapping
from typing import NamedTuple

from integrator.sandbox.trading_grid import fields

_WORD = fields.text(128)
_COMMON: Mapping[str, fields.Reader] = {
    "partner_id": _WORD,
    "number": _WORD,
    "format": fields.one_of("json", "x12"),
    "delay_seconds": fields.whole,
}
_ITEM = {"sku": _WORD, "partner_sku": _WORD, "unit": fields.text(2), "price": fields.quantity}
_STATUS = fields.part(
    {
        "status": fields.one_of(
            "accepted", "backordered", "quantity_changed", "date_changed", "price_changed", "substituted", "on_hold",
            "rejected", "deleted",
        ),
        "quantity": fields.quantity,
    },
    {"date": fields.day, "date_type": fields.one_of("ship", "delivery"), "substitute_sku": _WORD},
)  # fmt: skip
_PACKED = fields.part({"purchase_order_number": _WORD, "line": _WORD, "quantity": fields.quantity}, _ITEM)
_STOCKED = fields.part(
    {"available": fields.quantity},
    {
        **_ITEM,
        "on_hand": fields.quantity,
        "next_available": fields.part({"quantity": fields.quantity, "date": fields.day}),
    },
)


class Wish(NamedTuple):
    """The fields that one page takes."""

    needed: Mapping[str, fields.Reader]
    optional: Mapping[str, fields.Reader]


ANSWER = Wish(
    {"overall": fields.one_of("accepted", "accepted_with_changes", "rejected")},
    {
        **_COMMON,
        "lines": fields.rows(
            fields.part({"line": _WORD, "statuses": fields.rows(_STATUS)}, {**_ITEM, "quantity": fields.quantity})
        ),
    },
)
RECEIPT = Wish({}, {**_COMMON, "accepted": fields.flag})
SHIPMENT = Wish(
    {},
    {
        **_COMMON,
        "purpose": fields.one_of("original", "replace"),
        "ship_date": fields.day,
        "expected_delivery": fields.day,
        "carrier": fields.part({"scac": fields.text(4)}, {"name": fields.text(35)}),
        "tracking_numbers": fields.rows(_WORD),
        "packages": fields.rows(fields.part({"sscc": fields.text(20), "items": fields.rows(_PACKED)})),
    },
)
INVOICE = Wish(
    {},
    {
        **_COMMON,
        "lines": fields.rows(
            fields.part({"line": _WORD, "quantity": fields.quantity, "price": fields.quantity}, dict(_ITEM))
        ),
        "tax": fields.rows(fields.part({"amount": fields.quantity})),
        "total": fields.part({"amount": fields.quantity, "currency": fields.text(3)}),
    },
)
STOCK = Wish(
    {"number": _WORD, "items": fields.rows(_STOCKED)},
    {**_COMMON, "report_time": fields.moment, "location": _WORD, "mode": fields.one_of("full", "delta")},
)
RAW = Wish(
    {"document_type": _WORD},
    {**_COMMON, "content": fields.text(8_000_000, empty=True), "content_base64": fields.text(8_000_000, empty=True)},
)
