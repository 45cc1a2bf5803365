"""One order with all that belongs to it, and what a merchant may do to it."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.database import Document
from integrator.sandbox.pages import timeline
from integrator.sandbox.pages.files.sources import sources
from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View
from integrator.sandbox.pages.store.answers import Answers, changed
from integrator.sandbox.pages.store.happening_forms import about_orders
from integrator.sandbox.pages.store.shelf import store_of
from integrator.sandbox.pages.store.verb_forms import fields_of, wanted_from
from integrator.sandbox.shopify import jobs, merchant, orders, outbox
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.invented import location_name
from integrator.sandbox.shopify.timeline import events
from integrator.sandbox.shopify.views_control import order_page, order_row
from integrator.sandbox.world import World

_SHOWN_ELSEWHERE = frozenset(
    {
        "attributes", "billing_address", "company", "customer", "fulfillment_orders", "lines", "metafields", "risks",
        "shipping_address", "tags", "transactions",
    }
)  # fmt: skip
"""Parts of an order that have a place of their own on its page; any other, such as returns, is shown as it is."""


def routes(pages: Pages, answers: Answers) -> list[Route]:
    one = _OneOrder(pages.world, answers)
    return [
        pages.page("/store/{store}/orders/{number:int}", one.look),
        pages.action("/store/{store}/orders/{number:int}/{verb}", one.do, one.look),
    ]


class _OneOrder:
    def __init__(self, world: World, answers: Answers) -> None:
        self._world = world
        self._answers = answers
        self._sources = sources(world)

    def look(self, request: Request) -> View:
        jobs.settle(self._world)
        order = self._order(request)
        done = request.query_params.get("done", "")
        return View(
            "order.html",
            {
                "order": _shown(order),
                "happenings": about_orders(),
                "verbs": {verb: fields_of(verb) for verb in merchant.VERBS},
                "effects": timeline.about(self._world, order["id"]),
                "events": events.of_subject(self._world.db, order["store"], orders.order_gid(order)),
                "webhooks": outbox.deliveries_about(self._world.db, order),
                "files": {source: source.about(str(order["id"])) for source in self._sources.values()},
                "notice": f"Done: {done}" if done in {*merchant.VERBS, *about_orders()} else "",
                "answer": self._answers.get(request.query_params.get("answer", "")),
            },
        )

    def do(self, request: Request, form: Form) -> str:
        jobs.settle(self._world)
        word = str(request.path_params["verb"])
        verb = merchant.VERBS.get(word)
        if verb is None:
            raise NotHereError(f"A merchant cannot {word}.")
        wanted = wanted_from(word, form)
        with self._world.db.transaction():
            order = self._order(request)
            before = order_row(order)
            verb(Action.begin(self._world, order["store"], by_app=False), order, wanted)
        page = f"/store/{order['store']}/orders/{order['id']}"
        return self._answers.address(page, word, changed(before, order_row(self._order(request))))

    def _order(self, request: Request) -> Document:
        store, number = store_of(self._world, request), str(request.path_params["number"])
        order = orders.find(self._world.db, store, number)
        if order is None:
            raise NotHereError(f"{store} has no order {number}.")
        return order


def _shown(order: Document) -> dict[str, Any]:
    """Add to the control API's view what a person wants to read in words."""
    titles = {line["id"]: line["title"] for line in order["lines"]}
    page = order_page(order)
    for part in page["fulfillment_orders"]:
        part["location"] = location_name(part["location"])[0]
        for line in part["lines"]:
            line["title"] = titles[line["line"]]
    page["further"] = {
        name: value
        for name, value in order.items()
        if name not in _SHOWN_ELSEWHERE and isinstance(value, list | dict) and value
    }
    return page
