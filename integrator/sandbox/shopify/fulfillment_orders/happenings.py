"""What the merchant, the warehouse and the partner do with fulfillment orders."""

from collections.abc import Callable
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import holds
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Happening
from integrator.sandbox.shopify.fulfillment_orders import moving, progress, requests, scheduling
from integrator.sandbox.shopify.fulfillment_orders.bodies import part_gid
from integrator.sandbox.shopify.invented import LOCATIONS
from integrator.sandbox.shopify.wanted import entry_of, number_of, order_of, text_of

_About = Callable[[Action, Document, Document, dict[str, Any]], object]


def _happening(do: _About, *fields: str) -> Happening:
    """Build a happening about one fulfillment order: the one named, or the newest of the order."""

    def happen(action: Action, wanted: dict[str, Any]) -> Document:
        order = order_of(action, wanted)
        part = entry_of(order["fulfillment_orders"], wanted, "fulfillment_order")
        do(action, order, part, wanted)
        return {"fulfillment_order": part_gid(part), "status": part["status"], "request_status": part["request_status"]}

    return Happening(happen, ("order", "fulfillment_order", *fields))


def _move(action: Action, order: Document, part: Document, wanted: dict[str, Any]) -> None:
    place = number_of(wanted, "location", 2)
    moving.move(action, order, part, place if place in LOCATIONS else None, None)


HAPPENINGS = {
    "progress": _happening(lambda a, o, p, w: progress.report(a, o, p, text_of(w, "notes")), "notes"),
    "progress-stop": _happening(lambda a, o, p, _: progress.stop(a, o, p)),
    "prepare": _happening(lambda a, o, p, w: progress.prepare(a, o, p, text_of(w, "method", "pick_up")), "method"),
    "fulfillment-order-move": _happening(_move, "location"),
    "fulfillment-order-cancel": _happening(lambda a, o, p, _: progress.cancel(a, o, p)),
    "schedule": _happening(lambda a, o, p, w: scheduling.schedule(a, o, p, text_of(w, "fulfill_at")), "fulfill_at"),
    "holds-release": _happening(lambda a, o, p, _: holds.release(a, o, p, None)),
    "request-submit": _happening(lambda a, o, p, w: requests.submit(a, o, p, None, text_of(w, "message")), "message"),
    "request-accept": _happening(lambda a, o, p, w: requests.accept(a, o, p, text_of(w, "message")), "message"),
    "request-reject": _happening(lambda a, o, p, w: requests.reject(a, o, p, text_of(w, "message")), "message"),
    "request-fail": _happening(lambda a, o, p, w: requests.fail(a, o, p, text_of(w, "message")), "message"),
}
"""By the word of the control API."""
