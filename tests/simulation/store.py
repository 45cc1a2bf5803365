"""The simulated store: orders as merchant and buyer change them, and the part of the Admin API that our steps use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from integrator.clients.errors import Conflict, Refused
from integrator.clients.shopify.models import Job
from integrator.events.order import FulfillmentOrder, Hold, Line, OrderSnapshot, Risk, Transaction
from integrator.money import Money
from tests.simulation.systems import Ground

STORE = "acme.myshopify.com"
OPEN = "OPEN"


@dataclass
class SimOrder:
    """One order as Shopify keeps it."""

    number: int
    total: Decimal
    risk: str
    created_at: datetime
    updated_at: datetime
    wholesale: bool = False
    country: str = "DE"
    payment_failed: bool = False
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    fulfilled: bool = False
    tags: list[str] = field(default_factory=list)
    metafields: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[Hold]] = field(default_factory=dict)
    """Fulfillment order gid to its holds."""

    @property
    def gid(self) -> str:
        return f"gid://shopify/Order/{self.number}"

    @property
    def is_closed(self) -> bool:
        return self.cancelled_at is not None or self.fulfilled


class SimStore:
    """Store and Admin API in one object; the methods named as in `integrator.clients.shopify` are the API."""

    store = STORE

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.orders: dict[str, SimOrder] = {}
        self._holds = 0

    # What merchant and buyer do.

    def place(self, *, total: str, risk: str, wholesale: bool, parts: int = 1) -> SimOrder:
        now = self.ground.clock.now()
        number = 5000 + len(self.orders)
        order = SimOrder(number, Decimal(total), risk, now, now, wholesale=wholesale)
        order.parts = {f"gid://shopify/FulfillmentOrder/{number}{part}": [] for part in range(parts)}
        self.orders[order.gid] = order
        return order

    def touch(self, order: SimOrder) -> None:
        order.updated_at = self.ground.clock.now()

    def merchant_cancels(self, order: SimOrder) -> None:
        if not order.is_closed:
            self._cancel(order, "CUSTOMER")

    def merchant_fulfills(self, order: SimOrder) -> None:
        """Ship what no hold stops."""
        if not order.is_closed and not any(order.parts.values()):
            order.fulfilled = True
            self.touch(order)

    # The Admin API.

    def get_order(self, order_id: str) -> OrderSnapshot | None:
        return self.ground.read("shopify", "get_order", lambda: self._snapshot(order_id))

    def fulfillment_orders(self, order_id: str) -> list[FulfillmentOrder]:
        return self.ground.read("shopify", "fulfillment_orders", lambda: self._parts(order_id))

    def hold_fulfillment_orders(
        self, order_id: str, *, reason: str, handle: str, handle_prefix: str, external_id: str, notes: str
    ) -> list[Hold]:
        del external_id, notes
        found: list[Hold] = []
        for part in self.fulfillment_orders(order_id):
            ours = [hold for hold in part.holds if hold.is_ours and hold.handle.startswith(handle_prefix)]
            if not ours and part.status in {OPEN, "ON_HOLD"}:
                ours = [self._hold(order_id, part.id, reason=reason, handle=handle)]
            found += ours
        return found

    def release_holds(self, order_id: str, *, handle_prefix: str) -> list[Hold]:
        released: list[Hold] = []
        for part in self.fulfillment_orders(order_id):
            ours = [hold for hold in part.holds if hold.is_ours and hold.handle.startswith(handle_prefix)]
            if ours:
                self._release(order_id, part.id, ours)
                released += ours
        return released

    def cancel_order(
        self, order_id: str, *, reason: str, restock: bool, refund: bool, notify: bool, staff_note: str
    ) -> Job:
        del restock, refund, notify, staff_note
        order = self.orders[order_id]

        def do() -> Job:
            if order.is_closed:
                raise Refused("cannot be cancelled", system="shopify", operation="cancel_order", codes=("INVALID",))
            self._cancel(order, reason)
            self.ground.record("shopify", "order_cancelled", key=order.gid, subject=order.gid, store=STORE)
            return Job(id=f"gid://shopify/Job/{order.number}", done=True)

        return self.ground.change("shopify", "cancel_order", do)

    def find_job(self, job_id: str) -> Job | None:
        return self.ground.read("shopify", "find_job", lambda: Job(id=job_id, done=True))

    def add_tags(self, owner_id: str, tags: Sequence[str]) -> None:
        order = self.orders[owner_id]

        def do() -> None:
            new = [tag for tag in tags if tag not in order.tags]
            if new:
                order.tags += new
                self.touch(order)
                self.ground.record("shopify", "tags_added", key=",".join(new), subject=owner_id, store=STORE, tags=new)

        self.ground.change("shopify", "add_tags", do)

    def remove_tags(self, owner_id: str, tags: Sequence[str]) -> None:
        order = self.orders[owner_id]

        def do() -> None:
            gone = [tag for tag in tags if tag in order.tags]
            if gone:
                order.tags = [tag for tag in order.tags if tag not in gone]
                self.touch(order)
                self.ground.record("shopify", "tags_removed", key=",".join(gone), subject=owner_id, store=STORE)

        self.ground.change("shopify", "remove_tags", do)

    def set_metafields(self, owner_id: str, values: Mapping[str, str], *, type: str = "json") -> None:  # noqa: A002
        del type
        order = self.orders[owner_id]

        def do() -> None:
            new = [key for key, value in values.items() if order.metafields.get(key) != value]
            if new:
                order.metafields.update(values)
                self.touch(order)
                self.ground.record("shopify", "metafields_set", key=",".join(new), subject=owner_id, store=STORE)

        self.ground.change("shopify", "set_metafields", do)

    def _hold(self, order_id: str, part: str, *, reason: str, handle: str) -> Hold:
        holds = self.orders[order_id].parts[part]

        def do() -> Hold:
            if self.orders[order_id].is_closed:
                raise Conflict("cannot be held any more", system="shopify", operation="hold")
            self._holds += 1
            hold = Hold(
                id=f"gid://shopify/FulfillmentHold/{self._holds}",
                fulfillment_order=part,
                handle=handle,
                reason=reason,
                is_ours=True,
            )
            same = [one for one in holds if one.handle == handle]
            if same:  # Shopify refuses the duplicate, and our client counts it as done.
                return same[0]
            holds.append(hold)
            self.touch(self.orders[order_id])
            self.ground.record("shopify", "hold_placed", key=handle, subject=part, store=STORE, order=order_id)
            return hold

        return self.ground.change("shopify", "hold", do)

    def _release(self, order_id: str, part: str, ours: list[Hold]) -> None:
        order = self.orders[order_id]

        def do() -> None:
            for hold in ours:
                if hold in order.parts[part]:
                    order.parts[part].remove(hold)
                    self.touch(order)
                    self.ground.record(
                        "shopify", "hold_released", key=hold.handle, subject=part, store=STORE, order=order_id
                    )

        self.ground.change("shopify", "release", do)

    def _cancel(self, order: SimOrder, reason: str) -> None:
        order.cancelled_at = self.ground.clock.now()
        order.cancel_reason = reason
        for holds in order.parts.values():
            holds.clear()
        self.touch(order)

    def _parts(self, order_id: str) -> list[FulfillmentOrder]:
        order = self.orders[order_id]
        state = "CANCELLED" if order.cancelled_at else "CLOSED" if order.fulfilled else ""
        return [
            FulfillmentOrder(id=part, status=state or ("ON_HOLD" if holds else OPEN), holds=tuple(holds))
            for part, holds in order.parts.items()
        ]

    def _snapshot(self, order_id: str) -> OrderSnapshot | None:
        order = self.orders.get(order_id)
        if order is None:
            return None
        total, none = Money(amount=order.total, currency="EUR"), Money(amount=Decimal(0), currency="EUR")
        status = "FAILURE" if order.payment_failed else "SUCCESS"
        return OrderSnapshot(
            store=STORE,
            id=order.gid,
            name=f"#{order.number - 4000}",
            created_at=order.created_at,
            updated_at=order.updated_at,
            cancelled_at=order.cancelled_at,
            cancel_reason=order.cancel_reason,
            currency="EUR",
            total=total,
            subtotal=total,
            tax=none,
            shipping=none,
            discounts=none,
            outstanding=none,
            refunded=none,
            original_total=total,
            financial_status="AUTHORIZED",
            fulfillment_status="FULFILLED" if order.fulfilled else "UNFULFILLED",
            capturable=True,
            tags=tuple(order.tags),
            company="Wholesale Ltd" if order.wholesale else "",
            recommendation="",
            risks=(Risk(level=order.risk),),
            lines=(Line(id="gid://shopify/LineItem/1", title="Goods", quantity=1, unit_price=total, total=total),),
            transactions=(
                Transaction(
                    id=f"gid://shopify/OrderTransaction/{order.number}",
                    kind="AUTHORIZATION",
                    status=status,
                    amount=total,
                    processed_at=order.created_at,
                ),
            ),
            metafields=dict(order.metafields),
        )
