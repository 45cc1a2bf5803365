"""Whatever an app and a merchant do in whatever order: goods and money of the emulated store still add up."""

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from tests.sandbox.shopify.callers import Store

AMOUNTS = ("0.01", "5.00", "34.50", "200.00", "-3.00")
TOTALS = ("0.00", "1.00", "99.99", "400.00")
QUANTITIES = (1, 1, 1, 2, 2, 3, 4, 0, -1)
KEYS = count()
FULL = 50
SKUS = ("KW-A", "KW-B", "KW-C")


def stock(store: Store) -> dict[str, dict[str, dict[str, Any]]]:
    items = store.world.db.all("shopify.inventory_item")
    return {item["sku"]: item["levels"] for item in items if item["sku"] in SKUS}


def numbers(store: Store, order: dict[str, Any], name: str) -> Any:
    return store.show(order)[name]


class Player:
    """One order, and everybody who may do something to it; refusals are fine, defects are not."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.dice = store, random.Random(seed)
        store.set(job_seconds=0)
        for sku in SKUS:
            store.happen("product-create", title=sku, sku=sku, price="20.00", quantity=FULL)
        lines = [
            {"title": sku, "sku": sku, "price": price, "quantity": self.dice.randint(1, 4)}
            for sku, price in zip(SKUS, ("19.90", "7.35", "120.00"), strict=True)
        ]
        payment = self.dice.choice(["paid", "authorized", "pending"])
        self.order = store.place(lines=lines, payment=payment, locations=self.dice.choice([1, 2]))
        self.moves: list[Callable[[], Any]] = [
            self.ship,
            self.ship,
            self.unship,
            self.split,
            self.hold,
            self.release,
            self.move,
            self.refund,
            self.refund,
            self.edit,
            self.merchant_edit,
            lambda: self.merchant("edit", total=self.dice.choice(TOTALS)),
            self.ask_back,
            self.receive,
            self.process,
            lambda: self.merchant("pay"),
            lambda: self.merchant("hold"),
            lambda: self.cancel() if self.dice.random() < 0.3 else None,
        ]

    def shown(self) -> Any:
        return self.store.show(self.order)

    def any_of(self, found: list[Any]) -> Any:
        return self.dice.choice(found) if found else None

    def portions(self, part: dict[str, Any]) -> list[dict[str, Any]]:
        """Pick lines, now and then one of them twice, and now and then too much or nothing."""
        lines = self.dice.choices(part["lines"], k=self.dice.randint(1, 2)) if part["lines"] else []
        return [
            {"id": f"gid://shopify/FulfillmentOrderLineItem/{line['id']}", "quantity": self.dice.choice(QUANTITIES)}
            for line in lines
        ]

    def part(self) -> Any:
        return self.any_of(self.shown()["fulfillment_orders"])

    def ship(self) -> None:
        groups = [
            {"fulfillmentOrderId": part["id"], "fulfillmentOrderLineItems": self.portions(part)}
            for part in self.dice.choices(self.shown()["fulfillment_orders"], k=self.dice.choice([1, 1, 1, 2]))
        ]
        self.store.ask("fulfillment_create", fulfillment={"lineItemsByFulfillmentOrder": groups})

    def unship(self) -> None:
        if found := self.any_of(self.shown()["fulfillments"]):
            self.happen("fulfillment-cancel", fulfillment=found["id"])

    def split(self) -> None:
        part = self.part()
        wanted = [{"fulfillmentOrderId": part["id"], "fulfillmentOrderLineItems": self.portions(part)}] * 2
        self.store.ask("fulfillment_order_split", fulfillmentOrderSplits=wanted[: self.dice.randint(1, 2)])

    def hold(self) -> None:
        part = self.part()
        wanted = {"reason": "OTHER", "fulfillmentOrderLineItems": self.portions(part)}
        self.store.ask("fulfillment_order_hold", id=part["id"], fulfillmentHold=wanted)

    def release(self) -> None:
        self.store.ask("fulfillment_order_release_hold", id=self.part()["id"])

    def move(self) -> None:
        place, part = self.dice.choice([1, 2, 3]), self.part()
        wanted = self.portions(part) if self.dice.random() < 0.5 else None
        location = f"gid://shopify/Location/{70_000_000_000 + place}"
        self.store.ask(
            "fulfillment_order_move", id=part["id"], newLocationId=location, fulfillmentOrderLineItems=wanted
        )

    def refund(self) -> None:
        shown = self.shown()
        lines = [
            {
                "lineItemId": f"gid://shopify/LineItem/{line['id']}",
                "quantity": self.dice.randint(1, 3),
                "restockType": self.dice.choice(["CANCEL", "RETURN", "NO_RESTOCK"]),
            }
            for line in self.dice.sample(shown["lines"], k=self.dice.randint(0, 2))
        ]
        moneys = [
            {
                "orderId": self.order["id"],
                "kind": "REFUND",
                "gateway": each["gateway"],
                "amount": self.dice.choice(AMOUNTS),
                "parentId": f"gid://shopify/OrderTransaction/{each['id']}",
            }
            for each in shown["transactions"]
            if each["kind"] in {"SALE", "CAPTURE"} and self.dice.random() < 0.5
        ]
        wanted = {"orderId": self.order["id"], "refundLineItems": lines, "transactions": moneys}
        if self.dice.random() < 0.3:
            wanted["shipping"] = {"amount": self.dice.choice(AMOUNTS)}
        self.store.ask("refund_create", input=wanted, idempotencyKey=str(next(KEYS)))

    def edit(self) -> None:
        begun = self.store.ask("order_edit_begin", id=self.order["id"])["calculatedOrder"]
        if begun is None:
            return
        line = self.any_of(begun["lineItems"]["nodes"])
        quantity = self.dice.randint(0, 5)
        self.store.ask("order_edit_set_quantity", id=begun["id"], lineItemId=line["id"], quantity=quantity)
        if self.dice.random() < 0.5:
            self.dice.choice(self.moves[:2])()
        self.store.ask("order_edit_commit", id=begun["id"])

    def merchant_edit(self) -> None:
        self.merchant("edit", lines=[{"sku": self.dice.choice(SKUS), "quantity": self.dice.randint(-1, 5)}])

    def ask_back(self) -> None:
        self.happen("return-begin", sku=self.dice.choice(SKUS), quantity=self.dice.randint(1, 2))

    def receive(self) -> None:
        kind = self.dice.choice(["RESTOCKED", "NOT_RESTOCKED", "MISSING"])
        self.happen("return-receive", disposition=kind)

    def process(self) -> None:
        self.happen("return-process", **({"refund": "5.00"} if self.dice.random() < 0.5 else {}))

    def cancel(self) -> None:
        method = {"originalPaymentMethodsRefund": True}
        restock = self.dice.random() < 0.5
        self.store.ask("order_cancel", orderId=self.order["id"], reason="OTHER", restock=restock, refundMethod=method)
        self.shown()

    def merchant(self, verb: str, **wanted: Any) -> None:
        reply = self.store.http.post(f"/_sandbox/orders/{self.order['number']}/{verb}", json=wanted)
        assert reply.status_code in {200, 400, 409}, reply.text

    def happen(self, word: str, **wanted: Any) -> None:
        reply = self.store.http.post(f"/_sandbox/shopify/happenings/{word}", json={"order": self.order["id"], **wanted})
        assert reply.status_code in {200, 400, 409}, reply.text

    def wind_up(self) -> None:
        """Ship what is left: afterwards nothing may be set aside any more."""
        for part in self.shown()["fulfillment_orders"]:
            if part["holds"]:
                self.store.ask("fulfillment_order_release_hold", id=part["id"])
        self.merchant("fulfill")


def check_goods(store: Store, shown: dict[str, Any]) -> None:
    waiting: Counter[tuple[str, str]] = Counter()
    gone: Counter[tuple[str, str]] = Counter()
    planned: Counter[int] = Counter()
    skus = {line["id"]: line["sku"] for line in shown["lines"]}
    for part in shown["fulfillment_orders"]:
        assert (part["status"] == "ON_HOLD") == bool(part["holds"]), part
        for entry in part["lines"]:
            assert entry["remaining"] >= 0, entry
            assert entry["fulfilled"] >= 0, entry
            assert shown["cancelled_at"] or entry["total"] == entry["remaining"] + entry["fulfilled"], entry
            assert not (part["status"] == "CLOSED" and entry["remaining"]), part
            shelf = (skus[entry["line"]], str(part["location"]))
            waiting[shelf] += entry["remaining"]
            gone[shelf] += entry["fulfilled"]
            planned[entry["line"]] += entry["total"]
    for line in shown["lines"]:
        assert 0 <= line["current_quantity"], line
        assert shown["cancelled_at"] or line["current_quantity"] <= planned[line["id"]], line
    for sku, levels in stock(store).items():
        for place, level in levels.items():
            assert waiting[sku, place] == level["committed"], (sku, place, level)
            there = level["available"] + level["committed"]
            assert there <= FULL, "more came back than had left"
            assert shown["cancelled_at"] or FULL <= there + gone[sku, place], "something left that was not shipped"


def check_money(shown: dict[str, Any]) -> None:
    assert Decimal(shown["total"]) >= 0, shown["lines"]
    assert Decimal(shown["outstanding"]) >= 0, shown
    for refund in shown["refunds"]:
        assert all(Decimal(line["subtotal"]) >= 0 for line in refund["lines"]), refund
    received, refunded = Decimal(shown["received"]), Decimal(shown["refunded"])
    assert Decimal(0) <= refunded <= received, shown["transactions"]
    for payment in shown["transactions"]:
        children = [each for each in shown["transactions"] if each["parent"] == payment["id"]]
        assert Decimal(payment["amount"]) > 0, payment
        for kind in ("REFUND", "CAPTURE"):
            back = sum(Decimal(each["amount"]) for each in children if each["kind"] == kind)
            assert back <= Decimal(payment["amount"]), (payment, children)


@pytest.mark.parametrize("seed", range(12))
def test_goods_and_money_add_up_after_every_step(store: Store, seed: int) -> None:
    player = Player(store, seed)
    check_goods(store, player.shown())
    for _ in range(25):
        player.dice.choice(player.moves)()
        check_goods(store, player.shown())
        check_money(player.shown())

    player.wind_up()

    check_goods(store, player.shown())
    held = {(level["committed"]) for levels in stock(store).values() for level in levels.values()}
    assert {0} == held
