"""The load: a shop that sells, reviewers who answer, a merchant who changes his mind, and somebody who forges."""

import base64
import hashlib
import hmac
import http.client
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from integrator.cli.fleet import FleetError
from tests.chaos.machine import Machine

CANARIES = ("Zacharias Kanarienvogel", "kanarienvogel@example.org")
_CUSTOMER = {"first_name": "Zacharias", "last_name": "Kanarienvogel", "email": "kanarienvogel@example.org"}
_STORE = "acme.myshopify.com"


class Load:
    """Runs in threads until `stop`; what it meant stands in `intents`, what it forged in `forged`."""

    def __init__(self, machine: Machine, *, seed: str, per_second: float) -> None:
        self._machine = machine
        self._dice = random.Random(f"load {seed}")
        self._pause = 1 / per_second
        self._end = threading.Event()
        self.intents: dict[str, dict[str, Any]] = {}
        self.forged: list[dict[str, Any]] = []
        self._threads = [
            threading.Thread(target=self._repeat, args=(turn, pause), daemon=True)
            for turn, pause in ((self._sell, self._pause), (self.review, 1.0), (self._forge, 5.0))
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop_selling(self) -> None:
        """End the load; the reviewers are asked by `review` from now on."""
        self._end.set()
        for thread in self._threads:
            thread.join(30)

    def review(self) -> int:
        """Answer every open question as its order was meant; return how many."""
        answered = 0
        for task in self._machine.fleet.sandbox.open_tasks():
            number = task["business_key"].split(":")[3]
            intent = self.intents.get(f"gid://shopify/Order/{number}")
            if intent is None:
                continue
            with suppress(FleetError):  # Somebody else took the question back meanwhile.
                word = intent["word"] or "release"
                self._machine.fleet.sandbox.decide(task["id"], word, reason="FRAUD", by="lead@acme.example")
                answered += 1
        return answered

    def _repeat(self, turn: Callable[[], object], pause: float) -> None:
        while not self._end.is_set():
            begun = time.monotonic()
            with suppress(FleetError):  # The sandbox is busy; the next turn comes.
                turn()
            self._end.wait(max(0.01, pause - (time.monotonic() - begun)))

    def _sell(self) -> None:
        chance = self._dice.random()
        is_risky = chance < 0.4
        wish = {
            "store": _STORE,
            "currency": "EUR",
            "total": "12400.55" if is_risky else "40.05",
            "risk": "HIGH" if is_risky else "LOW",
            "wholesale": is_risky,
            "customer": _CUSTOMER,
            "locations": self._dice.choice((1, 1, 2)),
        }
        order = self._machine.fleet.sandbox.post("/orders", wish)
        word = self._dice.choice(("release", "release", "cancel")) if is_risky else ""
        intent = {
            "order": f"gid://shopify/Order/{order['number']}",
            "kind": "review" if is_risky else "plain",
            "word": word,
            "merchant": "",
            "at": datetime.now(UTC).isoformat(),
        }
        self.intents[intent["order"]] = intent
        if chance > 0.95:
            intent["merchant"] = "cancelled"
            self._machine.fleet.sandbox.post(f"/orders/{order['number']}/cancel", {})

    def _forge(self) -> None:
        """Post an order with a signature that somebody guessed."""
        number = len(self.forged) + 1
        body = f'{{"id": {number}, "name": "#1", "financial_status": "paid", "line_items": []}}'.encode()
        webhook_id = f"forged-{number}"
        status = post(self._machine.webhooks, body, webhook_id=webhook_id, secret="guessed")
        attempt = {"status": status, "at": datetime.now(UTC).isoformat()}
        self.forged.append(
            {
                "webhook_id": webhook_id,
                "store": _STORE,
                "topic": "orders/create",
                "subject": "",
                "attempts": [attempt],
                "forged": True,
            }
        )


def post(url: str, body: bytes, *, webhook_id: str, secret: str) -> int | None:
    """Post a delivery to the ingress; return its status, `None` without an answer."""
    address = urlsplit(url)
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Hmac-Sha256": signature,
        "X-Shopify-Shop-Domain": _STORE,
        "X-Shopify-API-Version": "2026-07",
        "X-Shopify-Webhook-Id": webhook_id,
        "X-Shopify-Event-Id": f"event-{webhook_id}",
        "X-Shopify-Triggered-At": "2026-11-12T13:14:22.000000000Z",
    }
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)
    try:
        connection.request("POST", address.path, body=body, headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
