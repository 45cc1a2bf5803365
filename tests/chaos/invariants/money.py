"""I13: amounts in the archive are the order's, to the last digit."""

from collections.abc import Iterable
from decimal import Decimal

from tests.chaos.evidence import Evidence
from tests.chaos.invariants.violation import Violation, number_of


def check(evidence: Evidence) -> Iterable[Violation]:
    written: dict[str, tuple[str, str]] = {}
    for effect in evidence.effects:
        values = effect["detail"].get("values") if effect["operation"] == "categories_set" else None
        if isinstance(values, dict) and "Total" in values:
            written[number_of(effect)] = (str(values["Total"]), str(values.get("Currency", "")))
    for gid, page in evidence.orders.items():
        if page.get("recorded"):
            written[gid.rsplit("/", 1)[-1]] = (str(page["recorded"]["Total"]), str(page["recorded"]["Currency"]))
    for number, (total, currency) in written.items():
        order = evidence.orders.get(f"gid://shopify/Order/{number}")
        if not order or order["cancelled_at"]:
            continue
        if Decimal(total) != Decimal(str(order["total"])) or currency not in {"", order["currency"]}:
            text = f"order {number} is recorded with {total} {currency}, it is {order['total']} {order['currency']}"
            yield Violation("I13", text)
