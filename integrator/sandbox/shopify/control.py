"""Play the store: buyers, the merchant, other apps, and the vices of webhook delivery."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from integrator.sandbox.payload import PayloadError, json_object
from integrator.sandbox.shopify import (
    courier,
    jobs,
    merchant,
    orders,
    outbox,
    placing,
    subscriptions,
    switches,
    tokens,
)
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.areas import HAPPENINGS
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.shopify.views_control import order_page, order_row
from integrator.sandbox.shopify.wishes import Wish
from integrator.sandbox.world import World

Handler = Callable[[Request], Awaitable[Any]]


class UnknownError(Exception):
    """There is no such store, order or verb."""


def control_routes(world: World) -> list[BaseRoute]:
    """Return the routes below `/_sandbox` that concern the emulated stores."""
    control = _Control(world)
    return [
        Route("/_sandbox/orders", _answering(control.place), methods=["POST"]),
        Route("/_sandbox/orders", _answering(control.list_orders), methods=["GET"]),
        Route("/_sandbox/orders/{number:int}", _answering(control.show), methods=["GET"]),
        Route("/_sandbox/orders/{number:int}/{verb}", _answering(control.do), methods=["POST"]),
        Route("/_sandbox/shopify/happenings", _answering(control.list_happenings), methods=["GET"]),
        Route("/_sandbox/shopify/happenings/{word}", _answering(control.happen), methods=["POST"]),
        Route("/_sandbox/shopify/settings", _answering(control.settings), methods=["GET"]),
        Route("/_sandbox/shopify/settings", _answering(control.change_settings), methods=["POST"]),
        Route("/_sandbox/subscriptions", _answering(control.subscriptions), methods=["GET"]),
        Route("/_sandbox/subscriptions/{number:int}", _answering(control.unsubscribe), methods=["DELETE"]),
        Route("/_sandbox/deliveries", _answering(control.deliveries), methods=["GET"]),
        Route("/_sandbox/webhooks/pause", _answering(control.pause), methods=["POST"]),
        Route("/_sandbox/webhooks/flush", _answering(control.flush), methods=["POST"]),
    ]


def _answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request))
        except UnknownError as error:
            return JSONResponse({"error": str(error)}, 404)
        except (merchant.NotNowError, Refused) as error:
            return JSONResponse({"error": str(error)}, 409)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)

    return answer


class _Control:
    def __init__(self, world: World) -> None:
        self._world = world
        self._flushing = asyncio.Lock()

    async def place(self, request: Request) -> Any:
        wanted = await json_object(request)
        store = self._store(wanted)
        with self._world.db.transaction():
            order = placing.place(Action.begin(self._world, store, by_app=False), Wish.from_json(wanted))
        return {"id": gid("Order", order["id"]), **order_row(order)}

    async def list_orders(self, request: Request) -> Any:
        jobs.settle(self._world)
        store = request.query_params.get("store")
        stores = [store] if store else self._world.config.stores
        return {"orders": [order_row(order) for name in stores for order in orders.of_store(self._world.db, name)]}

    async def show(self, request: Request) -> Any:
        jobs.settle(self._world)
        return order_page(self._order(request))

    async def do(self, request: Request) -> Any:
        """Let the merchant, the buyer or another app do one thing; the answer is the order afterwards."""
        jobs.settle(self._world)
        verb = merchant.VERBS.get(request.path_params["verb"])
        if verb is None:
            raise UnknownError(f"an order can only: {', '.join(merchant.VERBS)}")
        wanted = await json_object(request) if await request.body() else {}
        with self._world.db.transaction():
            order = self._order(request)
            verb(Action.begin(self._world, order["store"], by_app=False), order, wanted)
        return order_page(order)

    async def list_happenings(self, _request: Request) -> Any:
        return {"happenings": {word: list(each.fields) for word, each in HAPPENINGS.items()}}

    async def happen(self, request: Request) -> Any:
        """Let something happen in a store that is no change of an order by its merchant."""
        jobs.settle(self._world)
        happening = HAPPENINGS.get(request.path_params["word"])
        if happening is None:
            raise UnknownError(f"there can only happen: {', '.join(HAPPENINGS)}")
        wanted = await json_object(request) if await request.body() else {}
        store = self._store(wanted)
        if unknown := sorted(wanted.keys() - set(happening.fields)):
            raise ValueError(f"unknown field {unknown[0]!r}; known are {', '.join(happening.fields)}")
        with self._world.db.transaction():
            return happening.do(Action.begin(self._world, store, by_app=False), wanted)

    async def settings(self, _request: Request) -> Any:
        return switches.read(self._world.db)

    async def change_settings(self, request: Request) -> Any:
        wanted = await json_object(request)
        if wanted.pop("revoke_tokens", False):
            tokens.revoke_all(self._world)
        return switches.change(self._world.db, wanted)

    async def subscriptions(self, request: Request) -> Any:
        """List the API-made subscriptions of a store, or of all."""
        wanted = request.query_params.get("store")
        stores = [wanted] if wanted else self._world.config.stores
        return {"subscriptions": [each for name in stores for each in subscriptions.of_store(self._world.db, name)]}

    async def unsubscribe(self, request: Request) -> Any:
        """Delete a subscription as Shopify does on its own account; contract webhooks, section 4."""
        number = str(request.path_params["number"])
        for store in self._world.config.stores:
            if (found := subscriptions.find(self._world.db, store, number)) is not None:
                subscriptions.delete(self._world.db, number)
                return {"deleted": found}
        raise UnknownError(f"no subscription {number}")

    async def deliveries(self, _request: Request) -> Any:
        return {"deliveries": outbox.deliveries(self._world.db)}

    async def pause(self, _request: Request) -> Any:
        return switches.change(self._world.db, {"paused": True})

    async def flush(self, request: Request) -> Any:
        """Deliver what was held back, one after the other in the wished order, and go on as usual."""
        order = (await json_object(request)).get("order", "same") if await request.body() else "same"
        if order not in {"same", "reverse"}:
            raise PayloadError("order must be same or reverse")
        async with self._flushing:
            now = self._world.clock.now().isoformat()
            due = [entry for entry in outbox.waiting(self._world.db) if entry["due_at"] <= now]
            accepted = await courier.deliver_in_order(self._world, due if order == "same" else reversed(due))
            switches.change(self._world.db, {"paused": False})
        return {"sent": len(due), "accepted": accepted}

    def _store(self, wanted: dict[str, Any]) -> str:
        """Take the store out of `wanted`; the first one if it names none."""
        store = wanted.pop("store", self._world.config.stores[0])
        if store not in self._world.config.stores:
            raise UnknownError(f"no store {store!r}")
        return str(store)

    def _order(self, request: Request) -> dict[str, Any]:
        """Find the order by the number of its id or name, in the store that the query names or in any."""
        number, wanted = str(request.path_params["number"]), request.query_params.get("store")
        for store in [wanted] if wanted else self._world.config.stores:
            order = orders.find(self._world.db, store, number)
            order = order or orders.find_by_name(self._world.db, store, f"#{number}")
            if order is not None:
                return order
        raise UnknownError(f"no order {number}")
