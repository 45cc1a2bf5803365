"""The store's goods, and everything that may happen in a store beside its merchant's work on an order."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.pages.fields import filled
from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View
from integrator.sandbox.pages.store.answers import Answers
from integrator.sandbox.pages.store.happening_forms import fields_of, without_order
from integrator.sandbox.pages.store.shelf import store_of
from integrator.sandbox.shopify import jobs
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.areas import HAPPENINGS
from integrator.sandbox.shopify.catalogue import products, stock
from integrator.sandbox.shopify.invented import LOCATIONS
from integrator.sandbox.world import World


def routes(pages: Pages, answers: Answers) -> list[Route]:
    goods = _Goods(pages.world, answers)
    return [
        pages.page("/store/{store}/goods", goods.look),
        pages.action("/store/{store}/happenings/{word}", goods.happen, goods.look),
    ]


class _Goods:
    def __init__(self, world: World, answers: Answers) -> None:
        self._world = world
        self._answers = answers

    def look(self, request: Request) -> View:
        db, store = self._world.db, store_of(self._world, request)
        done = request.query_params.get("done", "")
        return View(
            "goods.html",
            {
                "store": store,
                "goods": [(item, products.find(db, store, item["product"])) for item in stock.of_store(db, store)],
                "places": {str(number): name for number, (name, _country) in LOCATIONS.items()},
                "happenings": without_order(),
                "notice": f"Done: {done}" if done in HAPPENINGS else "",
                "answer": self._answers.get(request.query_params.get("answer", "")),
            },
        )

    def happen(self, request: Request, form: Form) -> str:
        jobs.settle(self._world)
        store, word = store_of(self._world, request), str(request.path_params["word"])
        happening = HAPPENINGS.get(word)
        if happening is None:
            raise NotHereError(f"{word} cannot happen in a store.")
        wanted: dict[str, Any] = filled(fields_of(happening), form)
        try:
            with self._world.db.transaction():
                answer = happening.do(Action.begin(self._world, store, by_app=False), wanted)
        except (AttributeError, KeyError, TypeError) as error:
            # A happening trusts the kind of its values; on a form anything may stand, so this is told as wrong input.
            raise ValueError(f"{word} cannot be done with these values: {error}") from error
        place = f"orders/{wanted['order']}" if "order" in wanted else "goods"
        return self._answers.address(f"/store/{store}/{place}", word, answer)
