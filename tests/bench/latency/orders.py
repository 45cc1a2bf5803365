"""Risky orders: placed in the sandbox before the load begins, and the signed webhooks that tell of them."""

import json
from dataclasses import dataclass
from itertools import islice

from integrator.cli.fleet import Fleet
from tests.bench.ingest.bodies import bodies
from tests.bench.ingest.webhooks import STORE, webhooks

_BODY_BYTES = 7_000


@dataclass(frozen=True)
class Placed:
    """An order that waits in the sandbox for somebody to tell of it."""

    order: str
    """Shopify gid."""
    webhook_id: str
    request: bytes


def place(fleet: Fleet, count: int) -> list[Placed]:
    """
    Place risky orders, of which the sandbox tells nobody, and return the requests that do.

    From then on the sandbox tells of what is changed, as it does of our own holds and marks.
    """
    fleet.sandbox.post("/shopify/settings", {"drop_percent": 100})
    told = bodies(_BODY_BYTES, count)
    gids = [str(json.loads(body)["admin_graphql_api_id"]) for body in told]
    for gid in gids:
        wish = {"store": STORE, "id": int(gid.rsplit("/", 1)[-1]), "total": "950.00", "currency": "EUR", "risk": "HIGH"}
        fleet.sandbox.post("/orders", wish)
    fleet.sandbox.post("/shopify/settings", {"drop_percent": 0})
    requests = islice(webhooks(told, secret=fleet.secrets.shopify_client_secret), count)
    return [
        Placed(gid, webhook_id.decode(), head + webhook_id + rest)
        for gid, (head, webhook_id, rest) in zip(gids, requests, strict=True)
    ]
