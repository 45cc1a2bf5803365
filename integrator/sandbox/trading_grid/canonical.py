"""What a document says, whatever form it has: checks and the facts that the partners work with (trading-grid.md 8)."""

from typing import Any

from integrator.sandbox.trading_grid import fields, x12
from integrator.sandbox.trading_grid.errors import GridError

_WORD = fields.text(128)
_LINE = fields.part(
    {"line": fields.text(20), "quantity": fields.quantity, "unit": fields.text(2)},
    {"sku": _WORD, "partner_sku": _WORD, "gtin": fields.text(14), "price": fields.quantity},
)
_ORDER_NEEDED: dict[str, fields.Reader] = {
    "document_type": fields.one_of("purchase_order"),
    "document_number": fields.text(22),
    "purpose": fields.one_of("original", "replace", "cancel"),
    "issue_time": fields.moment,
    "buyer": fields.part({"id": _WORD}),
    "seller": fields.part({"partner_id": _WORD}),
    "currency": fields.text(3),
    "lines": fields.rows(_LINE),
}
_ADDRESS = dict.fromkeys(
    ("name", "code", "address1", "address2", "city", "region", "postal_code", "country"), fields.text(60, empty=True)
)
_ORDER_FURTHER: dict[str, fields.Reader] = {
    "ship_to": fields.part({}, _ADDRESS),
    "references": fields.rows(fields.part({"type": _WORD, "value": _WORD})),
    "requested_ship_date": fields.day,
}
_PROBLEM = fields.part({"path": _WORD, "code": _WORD, "message": fields.text(1000)})
_RECEIPT: dict[str, fields.Reader] = {
    "document_type": fields.one_of("functional_acknowledgement", "application_error"),
    "refers_to": fields.part({"document_type": _WORD, "number": _WORD}),
    "accepted": fields.flag,
}
_X12_TYPES = {"850": "purchase_order", "860": "purchase_order", "997": "functional_acknowledgement"}
_PURPOSES = {"00": "original", "01": "cancel", "04": "replace", "05": "replace"}


def facts_of(document_type: str, form: str, content: Any) -> dict[str, Any]:
    """Check a document that we are to deliver; raises `GridError` 422 for one that cannot be read."""
    if form == "json":
        return _of_json(document_type, content)
    if not isinstance(content, str):
        x12.refuse("", "1", "the content of an interchange is a text")
    received = x12.read(content)
    if _X12_TYPES.get(received.type) != document_type:
        x12.refuse("/ST/1", "1", f"a {received.type} is no {document_type} that goes out")
    envelope = {
        "sender": received.sender,
        "receiver": received.receiver,
        "control_number": received.control_number,
        "is_test": received.is_test,
    }
    return {**envelope, **(_of_997 if received.type == "997" else _of_order)(received)}


def _of_json(document_type: str, content: Any) -> dict[str, Any]:
    try:
        if document_type == "purchase_order":
            order = fields.read(content, "document", _ORDER_NEEDED, _ORDER_FURTHER)
            return {"number": order["document_number"], "purpose": order["purpose"], "lines": order["lines"]}
        receipt = fields.read(content, "document", _RECEIPT, {"problems": fields.rows(_PROBLEM)})
    except GridError as error:
        x12.refuse("/", error.code, str(error))
    if receipt["document_type"] != document_type:
        x12.refuse("/document_type", "1", f"the content is no {document_type}")
    return {"number": receipt["refers_to"]["number"], "purpose": "original", "accepted": receipt["accepted"]}


def _of_order(received: x12.Received) -> dict[str, Any]:
    is_change = received.type == "860"
    head = received.first("BCH" if is_change else "BEG")
    purpose = _PURPOSES.get(head[1])
    if purpose is None or not head[3]:
        x12.refuse(f"/{head[0]}", "7", "purpose and number are needed")
    return {
        "number": head[3],
        "purpose": purpose,
        "sequence": head[5] if is_change else "",
        "ordered_on": head[6] if is_change else head[5],
        "lines": [_line(row, 8 if is_change else 6) for row in received.all("POC" if is_change else "PO1")],
    }


def _line(row: x12.Segment, products: int) -> dict[str, str]:
    is_change = row[0] == "POC"
    pairs = dict(zip(row[products::2], row[products + 1 :: 2], strict=False))
    told = {
        "line": row[1],
        "quantity": row[3] if is_change else row[2],
        "unit": row[5] if is_change else row[3],
        "price": row[6] if is_change else row[4],
        "sku": pairs.get("SK") or pairs.get("IN", ""),
        "partner_sku": pairs.get("VN", ""),
    }
    if not told["line"] or not told["quantity"] or not told["unit"]:
        x12.refuse(f"/{row[0]}", "1", "line, quantity and unit are needed")
    return {name: value for name, value in told.items() if value}


def _of_997(received: x12.Received) -> dict[str, Any]:
    group, end = received.first("AK1"), received.first("AK9")
    return {"number": group[2], "purpose": "original", "accepted": end[1] == "A"}
