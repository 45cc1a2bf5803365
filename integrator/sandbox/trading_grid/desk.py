"""The partner's desk: what a partner does about the orders it got, and what it sends of its own accord."""

import json
from datetime import timedelta
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid import documents, x12
from integrator.sandbox.trading_grid.errors import invalid
from integrator.sandbox.trading_grid.papers import Paper, x12_of
from integrator.sandbox.trading_grid.partners import x12_name
from integrator.sandbox.trading_grid.store import DOCUMENT, PARTNER, get, now
from integrator.sandbox.world import World

_US = "CONNECTOR"


def find_order(world: World, number: str) -> Document | None:
    """Return the latest version of an order that we sent, None for one that nobody knows."""
    found = world.db.find(DOCUMENT, "document_number", number)
    orders = [one for one in found if one["document_type"] == "purchase_order" and one["direction"] == "outbound"]
    return orders[-1] if orders else None


def answer(world: World, number: str, wish: dict[str, Any]) -> Document:
    """
    Answer an order line by line; without `lines` every line gets the one status of `overall`.

    An order that nobody sent may be answered, too, when `partner_id` and `lines` are given.
    """
    order = find_order(world, number)
    lines = wish.get("lines") or _all_lines(order, wish["overall"])
    paper = {
        "document_type": "purchase_order_acknowledgement",
        "purchase_order_number": number,
        "acknowledgement_number": wish.get("number", f"ACK-{number}"),
        "overall": wish["overall"],
        "lines": lines,
        "_ordered_on": order["facts"].get("ordered_on", "") if order else "",
    }
    return put(world, _partner_of(world, order, wish), paper, wish, number=paper["acknowledgement_number"], order=order)


def receipt(world: World, number: str, wish: dict[str, Any]) -> Document:
    """Confirm that an order arrived and can be read, or that it cannot; its way ends with that."""
    order = find_order(world, number)
    if order is None:
        raise invalid(f"no order {number} was sent")
    accepted = wish.get("accepted", True)
    documents.finish(world, order, "acknowledged" if accepted else "failed", "" if accepted else "partner_rejected")
    is_change = order["purpose"] != "original"
    paper = {
        "document_type": "functional_acknowledgement",
        "refers_to": {"document_type": "purchase_order", "number": number},
        "accepted": accepted,
        "_control_number": order["facts"].get("control_number", ""),
        "_group": "PC" if is_change else "PO",
        "_set": "860" if is_change else "850",
    }
    return put(world, get(world, PARTNER, order["partner_id"]), paper, wish, number=number, order=order)


def ship(world: World, number: str, wish: dict[str, Any]) -> Document:
    """Tell of a shipment; without `packages` everything that was ordered leaves in one."""
    order = find_order(world, number)
    packages = wish.get("packages") or [{"sscc": "003401234500000000", "items": _ordered_items(order, number)}]
    paper = {
        "document_type": "ship_notice",
        "purpose": wish.get("purpose", "original"),
        "shipment_number": wish.get("number", f"SHP-{number}"),
        "ship_date": wish.get("ship_date", now(world)[:10]),
        "expected_delivery": wish.get("expected_delivery", ""),
        "carrier": wish.get("carrier", {"scac": "UPSN", "name": "UPS"}),
        "tracking_numbers": wish.get("tracking_numbers", [f"1Z{number}"]),
        "packages": packages,
    }
    return put(world, _partner_of(world, order, wish), paper, wish, number=paper["shipment_number"], order=order)


def bill(world: World, number: str, wish: dict[str, Any]) -> Document:
    """Send an invoice; without `lines` for everything that was ordered."""
    order = find_order(world, number)
    paper = {
        "document_type": "invoice",
        "invoice_number": wish.get("number", f"INV-{number}"),
        "purchase_order_number": number,
        "lines": wish.get("lines") or [{"price": "1.00", **item} for item in _ordered_items(order, number)],
        "tax": wish.get("tax", []),
        "total": wish.get("total", {"amount": "10.00", "currency": "EUR"}),
    }
    return put(world, _partner_of(world, order, wish), paper, wish, number=paper["invoice_number"], order=order)


def report_stock(world: World, partner_id: str, wish: dict[str, Any]) -> Document:
    """Report what is available; `report_time` may be older than the last report's."""
    paper = {
        "document_type": "inventory_advice",
        "report_number": wish["number"],
        "report_time": wish.get("report_time", now(world)),
        "location": wish.get("location", "W1"),
        "mode": wish.get("mode", "full"),
        "items": wish["items"],
    }
    return put(world, get(world, PARTNER, partner_id), paper, wish, number=wish["number"], order=None)


def put(
    world: World, partner: Document, paper: Paper, wish: dict[str, Any], *, number: str, order: Document | None
) -> Document:
    """Write a paper in the partner's form and leave it in our inbox, after `delay_seconds`."""
    when = world.clock.now()
    form = wish.get("format") or _form_of(partner)
    if form == "json":
        told = {name: value for name, value in paper.items() if not name.startswith("_") and value != ""}
        content = json.dumps({"document_number": number, "issue_time": now(world), **told}, ensure_ascii=False)
    else:
        kind, segments = x12_of(paper, when)
        sequence = world.db.next_number(f"tg.interchange.{partner['id']}")
        receiver = (order["facts"].get("sender") if order else None) or _US
        content = x12.write(kind, segments, sender=x12_name(partner), receiver=receiver, number=sequence, when=when)
    arrives = when + timedelta(seconds=wish.get("delay_seconds", 0))
    return documents.receive(
        world, partner["id"], paper["document_type"], form, content.encode(), number=number, arrives=arrives
    )


def duplicate(world: World, document_id: str, *, same_id: bool) -> Document:
    """Deliver a document once more: under its own id, as if never acknowledged, or as a new one."""
    document = get(world, DOCUMENT, document_id)
    if document["direction"] != "inbound":
        raise invalid("only what came in comes again")
    if same_id:
        again = {**document, "state": "available"}
        world.db.put(DOCUMENT, document_id, again)
        return again
    return documents.receive(
        world,
        document["partner_id"],
        document["document_type"],
        document["format"],
        documents.content_of(document),
        number=document["document_number"],
        arrives=world.clock.now(),
    )


def _form_of(partner: Document) -> str:
    return "x12" if any(capability.startswith("x12:") for capability in partner["capabilities"]) else "json"


def _partner_of(world: World, order: Document | None, wish: dict[str, Any]) -> Document:
    partner_id = wish.get("partner_id") or (order["partner_id"] if order else "")
    if not partner_id:
        raise invalid("an unknown order needs partner_id")
    return get(world, PARTNER, partner_id)


def _all_lines(order: Document | None, overall: str) -> list[dict[str, Any]]:
    if order is None:
        raise invalid("an unknown order needs lines")
    status = "rejected" if overall == "rejected" else "accepted"
    return [
        {**line, "statuses": [{"status": status, "quantity": line["quantity"]}]} for line in order["facts"]["lines"]
    ]


def _ordered_items(order: Document | None, number: str) -> list[dict[str, Any]]:
    if order is None:
        raise invalid("an unknown order needs its items named")
    return [{**line, "purchase_order_number": number} for line in order["facts"]["lines"]]
