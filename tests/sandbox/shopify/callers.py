"""What the Shopify tests hold in their hands: an app with a token, a merchant, and a receiver of webhooks."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import httpx

from integrator.sandbox.world import World

STORE = "acme.myshopify.com"
SAMPLES = Path(__file__).parents[2] / "samples" / "shopify"
CREDENTIALS = {
    "client_id": "sandbox-client",
    "client_secret": "sandbox-secret",
    "grant_type": "client_credentials",
}


def document(name: str) -> str:
    return (SAMPLES / "operations" / f"{name}.graphql").read_text(encoding="utf-8")


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / "webhooks" / f"{name}.json").read_text(encoding="utf-8"))
    return found


@dataclass
class Store:
    """One emulated store: `ask` and `change` are the app's part, `place` and `merchant` the store's."""

    http: httpx.Client
    world: World
    token: str = ""

    def post(self, body: Any, *, version: str = "2026-07", token: str | None = None) -> Any:
        if not self.token:
            self.token = self.grant().json()["access_token"]
        path = f"/shopify/{STORE}/admin/api/{version}/graphql.json"
        headers = {"X-Shopify-Access-Token": self.token if token is None else token}
        return self.http.post(path, json=body, headers=headers)

    def grant(self, **changed: str) -> Any:
        return self.http.post(f"/shopify/{STORE}/admin/oauth/access_token", json={**CREDENTIALS, **changed})

    def answer(self, text: str, /, **variables: Any) -> dict[str, Any]:
        """Send a document text and return the whole answer."""
        reply = self.post({"query": text, "variables": variables})
        assert 200 == reply.status_code, reply.text
        found: dict[str, Any] = reply.json()
        return found

    def ask(self, name: str, /, **variables: Any) -> Any:
        """Send a sample document that must succeed and return the value of its first root field."""
        answer = self.answer(document(name), **variables)
        assert "errors" not in answer, answer
        return next(iter(answer["data"].values()))

    def code(self, name: str, /, **variables: Any) -> Any:
        """Send a sample mutation that must be refused and return the code of its one userError."""
        payload = self.ask(name, **variables)
        (error,) = next(value for key, value in payload.items() if key.lower().endswith("usererrors"))
        return error.get("code", error["message"])

    def control(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        reply = self.http.request(method, f"/_sandbox{path}", json=body)
        assert status == reply.status_code, reply.text
        return reply.json()

    def place(self, **wish: Any) -> dict[str, Any]:
        """Place an order and return its full view."""
        return self.show(self.control("POST", "/orders", wish))

    def show(self, order: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self.control("GET", f"/orders/{order['number']}")
        return found

    def merchant(self, order: dict[str, Any], verb: str, *, status: int = 200, **wanted: Any) -> Any:
        return self.control("POST", f"/orders/{order['number']}/{verb}", wanted, status=status)

    def happen(self, word: str, *, status: int = 200, **wanted: Any) -> Any:
        """Let something happen in the store that is no change of an order by its merchant."""
        return self.control("POST", f"/shopify/happenings/{word}", wanted, status=status)

    def hold(self, part: str, handle: str, reason: str = "HIGH_RISK_OF_FRAUD") -> Any:
        return self.ask("fulfillment_order_hold", id=part, fulfillmentHold={"reason": reason, "handle": handle})

    def set(self, **switches: Any) -> None:
        self.control("POST", "/shopify/settings", switches)

    def effects(self, operation: str) -> list[dict[str, Any]]:
        return [effect for effect in self.world.effects.all() if effect["operation"] == operation]

    def subscribe(self, topic: str, uri: str, **more: Any) -> Any:
        return self.ask("webhook_subscription_create", topic=topic, webhookSubscription={"uri": uri, **more})


OpenStore = Callable[..., AbstractContextManager[Store]]


@dataclass
class Delivery:
    """One request that the receiver got."""

    headers: dict[str, str]
    body: bytes

    @property
    def topic(self) -> str:
        return self.headers["x-shopify-topic"]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        digest = hmac.new(secret.encode(), self.body, hashlib.sha256).digest()
        return self.headers["x-shopify-hmac-sha256"] == base64.b64encode(digest).decode()


@dataclass
class Receiver:
    """A web server that keeps what it gets and answers `status`."""

    status: int = 200
    got: list[Delivery] = field(default_factory=list)
    url: str = ""
    may_answer: Event = field(default_factory=Event)
    """Cleared: every request hangs until it is set."""
    _lock: Lock = field(default_factory=Lock)

    def serve(self) -> tuple[ThreadingHTTPServer, Thread]:
        receiver = self
        receiver.may_answer.set()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with receiver._lock:
                    receiver.got.append(Delivery(headers, body))
                receiver.may_answer.wait(10)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Keep the output of the tests clean."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 128

        server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}/webhooks"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        return server, thread

    def topics(self) -> list[str]:
        return [delivery.topic for delivery in list(self.got)]

    def of(self, topic: str) -> list[Delivery]:
        return [delivery for delivery in list(self.got) if delivery.topic == topic]


def eventually(condition: Callable[[], Any], seconds: float = 5) -> Any:
    """Wait until `condition` holds and return what it says; fail when it never does."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)
