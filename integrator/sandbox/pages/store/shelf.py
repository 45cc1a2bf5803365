"""The list of stores, and one store: its orders, and the ways to place another."""

from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View
from integrator.sandbox.pages.store.own_order import wish_from
from integrator.sandbox.pages.store.presets import PRESETS
from integrator.sandbox.shopify import jobs, orders, placing
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.risk import LEVELS
from integrator.sandbox.shopify.views_control import order_row
from integrator.sandbox.shopify.wishes import PAYMENTS, Wish
from integrator.sandbox.world import World

_SHOWN = 100


def routes(pages: Pages) -> list[Route]:
    shelf = _Shelf(pages.world)
    return [
        pages.page("/store", shelf.stores),
        pages.page("/store/{store}", shelf.one_store),
        pages.action("/store/{store}/place", shelf.place_typical, shelf.one_store),
        pages.action("/store/{store}/orders", shelf.place_own, shelf.one_store),
    ]


class _Shelf:
    def __init__(self, world: World) -> None:
        self._world = world

    def stores(self, _request: Request) -> View:
        return View("stores.html", {"stores": {name: self._orders(name) for name in self._world.config.stores}})

    def one_store(self, request: Request) -> View:
        jobs.settle(self._world)
        store = store_of(self._world, request)
        found = self._orders(store)
        newest = [_row(order) for order in found[: -_SHOWN - 1 : -1]]
        return View(
            "store.html",
            {
                "store": store,
                "orders": newest,
                "count": len(found),
                "presets": PRESETS,
                "levels": LEVELS,
                "payments": PAYMENTS,
            },
        )

    def place_typical(self, request: Request, form: Form) -> str:
        preset = PRESETS.get(form.get("preset", ""))
        if preset is None:
            raise ValueError("there is no such typical order")
        return self._place(store_of(self._world, request), dict(preset.wish))

    def place_own(self, request: Request, form: Form) -> str:
        return self._place(store_of(self._world, request), wish_from(form))

    def _place(self, store: str, wanted: dict[str, Any]) -> str:
        with self._world.db.transaction():
            placing.place(Action.begin(self._world, store, by_app=False), Wish.from_json(wanted))
        return f"/store/{store}"

    def _orders(self, store: str) -> list[dict[str, Any]]:
        return orders.of_store(self._world.db, store)


def store_of(world: World, request: Request) -> str:
    """Return the store in the address; raises `NotHereError`."""
    store = str(request.path_params["store"])
    if store not in world.config.stores:
        raise NotHereError(f"There is no store {store}.")
    return store


def _row(order: dict[str, Any]) -> dict[str, Any]:
    return {**order_row(order), "created_at": order["created_at"]}
