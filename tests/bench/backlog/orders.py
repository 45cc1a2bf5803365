"""The store's orders of one outage, a tenth of them risky, and several webhooks about each of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from integrator.cli.fleet import Fleet
from tests.bench.ingest.bodies import bodies
from tests.bench.ingest.webhooks import STORE, webhooks

_BODY_BYTES = 7_000
_SIDE_BY_SIDE = 250
"""Orders whose webhooks come mixed, so that those of one order lie in different batches of intake."""
_RISKY = 10


@dataclass(frozen=True)
class Shop:
    """The orders' numbers; every tenth is risky."""

    numbers: Sequence[int]
    webhooks_each: int

    def is_risky(self, number: int) -> bool:
        return number % _RISKY == 0

    def flows_of(self, number: int) -> tuple[str, ...]:
        """Return the flows that the bench's rules start for an order."""
        return ("bench.record", "bench.hold") if self.is_risky(number) else ("bench.record",)


def open_shop(fleet: Fleet, orders: int, *, webhooks_each: int) -> Shop:
    """Place the orders in the sandbox, which tells nobody."""
    (body,) = bodies(_BODY_BYTES, 1)
    first = int(json.loads(body)["id"])
    shop = Shop(range(first, first + orders), webhooks_each)
    for number in shop.numbers:
        risk = "HIGH" if shop.is_risky(number) else "LOW"
        fleet.sandbox.post("/orders", {"store": STORE, "id": number, "total": "40.05", "currency": "EUR", "risk": risk})
    return shop


def requests(shop: Shop, *, secret: str) -> Iterator[tuple[str, bytes]]:
    """Yield the webhooks' ids and requests: the creation of an order first, then its changes."""
    (sample,) = bodies(_BODY_BYTES, 1)
    own = str(json.loads(sample)["id"]).encode()
    for begin in range(0, len(shop.numbers), _SIDE_BY_SIDE):
        for turn in range(shop.webhooks_each):
            for number in shop.numbers[begin : begin + _SIDE_BY_SIDE]:
                body = sample.replace(own, str(number).encode())
                head, webhook_id, rest = next(webhooks([body], secret=secret))
                topic = b"orders/updated" if turn else b"orders/create"
                yield webhook_id.decode(), head.replace(b"orders/create", topic) + webhook_id + rest
