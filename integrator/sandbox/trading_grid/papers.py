"""What partners write: each document in JSON and in X12 (trading-grid.md 8)."""

from datetime import datetime
from typing import Any

from integrator.sandbox.trading_grid.x12 import Segment, day

_ACK_CODES = {
    "accepted": "IA", "backordered": "IB", "quantity_changed": "IQ", "date_changed": "DR", "price_changed": "IP",
    "substituted": "IS", "on_hold": "IH", "rejected": "IR", "deleted": "ID",
}  # fmt: skip
_OVERALL = {"accepted": "AD", "accepted_with_changes": "AC", "rejected": "RD"}
_DATE_TYPES = {"ship": "068", "delivery": "067"}

Paper = dict[str, Any]
"""A document in JSON; fields that begin with `_` are needed for its X12 form only."""


def x12_of(paper: Paper, when: datetime) -> tuple[str, list[Segment]]:
    """Return the number of the X12 document and its segments between `ST` and `SE`."""
    match paper["document_type"]:
        case "purchase_order_acknowledgement":
            return "855", _answer(paper, when)
        case "ship_notice":
            return "856", _notice(paper, when)
        case "invoice":
            return "810", _invoice(paper, when)
        case "inventory_advice":
            return "846", _report(paper)
        case _:
            return "997", _receipt(paper)


def _answer(paper: Paper, when: datetime) -> list[Segment]:
    ordered, today = day(paper.get("_ordered_on", "")) or f"{when:%Y%m%d}", f"{when:%Y%m%d}"
    overall, number = _OVERALL[paper["overall"]], paper["acknowledgement_number"]
    segments = [["BAK", "00", overall, paper["purchase_order_number"], ordered, "", "", "", number, today]]
    for line in paper["lines"]:
        unit = line.get("unit", "EA")
        segments.append(["PO1", line["line"], line.get("quantity", ""), unit, line.get("price", ""), "", *_names(line)])
        for status in line["statuses"]:
            when_type = _DATE_TYPES[status.get("date_type", "ship")] if status.get("date") else ""
            segment = [
                "ACK",
                _ACK_CODES[status["status"]],
                status["quantity"],
                unit,
                when_type,
                day(status.get("date", "")),
            ]
            instead = status.get("substitute_sku")
            segments.append([*segment, "", "SK", instead] if instead else segment)
    return [*segments, ["CTT", str(len(paper["lines"]))]]


def _notice(paper: Paper, when: datetime) -> list[Segment]:
    number = paper["shipment_number"]
    orders: dict[str, list[Paper]] = {}
    for package in paper["packages"]:
        for item in package["items"]:
            packages = orders.setdefault(item["purchase_order_number"], [])
            if package not in packages:
                packages.append(package)
    purpose = {"original": "00", "replace": "05"}[paper.get("purpose", "original")]
    head: list[Segment] = [["BSN", purpose, number, f"{when:%Y%m%d}", f"{when:%H%M}", "0001"], ["HL", "1", "", "S"]]
    carrier = paper["carrier"]
    head.append(["TD5", "", "2", carrier["scac"], "", carrier.get("name", "")])
    head += [["REF", "CN", tracking] for tracking in paper["tracking_numbers"]]
    head.append(["DTM", "011", day(paper["ship_date"])])
    if paper.get("expected_delivery"):
        head.append(["DTM", "017", day(paper["expected_delivery"])])
    body: list[Segment] = []
    level = 1
    for order, packages in orders.items():
        order_level = level = level + 1
        body += [["HL", str(level), "1", "O"], ["PRF", order]]
        for package in packages:
            package_level = level = level + 1
            body += [["HL", str(level), str(order_level), "P"], ["MAN", "GM", package["sscc"]]]
            for item in package["items"]:
                if item["purchase_order_number"] == order:
                    level += 1
                    body += [
                        ["HL", str(level), str(package_level), "I"],
                        ["LIN", item["line"], *_names(item)],
                        ["SN1", item["line"], item["quantity"], item.get("unit", "EA")],
                    ]
    return [*head, *body, ["CTT", str(level)]]


def _invoice(paper: Paper, when: datetime) -> list[Segment]:
    head = [["BIG", f"{when:%Y%m%d}", paper["invoice_number"], "", paper["purchase_order_number"]]]
    head.append(["CUR", "SE", paper["total"]["currency"]])
    lines = [
        ["IT1", line["line"], line["quantity"], line.get("unit", "EA"), line["price"], "", *_names(line)]
        for line in paper["lines"]
    ]
    total = paper["total"]["amount"].replace(".", "").lstrip("0") or "0"
    taxes = [["TXI", "VA", tax["amount"]] for tax in paper.get("tax", [])]
    return [*head, *lines, ["TDS", total], *taxes, ["CTT", str(len(lines))]]


def _report(paper: Paper) -> list[Segment]:
    moment = datetime.fromisoformat(paper["report_time"])
    purpose = "00" if paper["mode"] == "full" else "04"
    segments = [["BIA", purpose, "SI", paper["report_number"], f"{moment:%Y%m%d}", f"{moment:%H%M%S}"]]
    segments.append(["N1", "WH", "", "92", paper["location"]])
    for number, item in enumerate(paper["items"], 1):
        segments += [["LIN", str(number), *_names(item)], ["QTY", "33", item["available"], "EA"]]
        if "on_hand" in item:
            segments.append(["QTY", "17", item["on_hand"], "EA"])
        if "next_available" in item:
            segments.append(["QTY", "29", item["next_available"]["quantity"], "EA"])
            segments.append(["DTM", "018", day(item["next_available"]["date"])])
    return [*segments, ["CTT", str(len(paper["items"]))]]


def _receipt(paper: Paper) -> list[Segment]:
    verdict = "A" if paper["accepted"] else "R"
    group = str(int(paper["_control_number"] or "1"))
    note = [] if paper["accepted"] else [["AK3", "PO1", "3", "", "8"], ["AK4", "2", "330", "6"]]
    ending = [["AK5", verdict] if paper["accepted"] else ["AK5", verdict, "5"]]
    end = ["AK9", verdict, "1", "1", "1" if paper["accepted"] else "0"]
    return [["AK1", paper["_group"], group], ["AK2", paper["_set"], "0001"], *note, *ending, end]


def _names(item: Paper) -> list[str]:
    pairs = (("SK", item.get("sku")), ("VN", item.get("partner_sku")))
    return [text for qualifier, value in pairs if value for text in (qualifier, value)]
