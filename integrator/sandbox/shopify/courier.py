"""Carries queued webhooks out: signed requests from threads, retries on Shopify's schedule, removal."""

import asyncio
import base64
import hashlib
import heapq
import hmac
import http.client
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import outbox, subscriptions, switches
from integrator.sandbox.world import World

RETRY_MINUTES = (1, 2, 4, 8, 16, 32, 64, 113)
"""Eight retries in four hours; the distances are a guess. Source: contract webhooks, section 4. [inferred]"""

_CONNECT_SECONDS = 1.0
_WHOLE_SECONDS = 5.0
_AT_ONCE = 8
_TURN_SECONDS = 0.01


async def deliver_webhooks(world: World) -> None:
    """Deliver whatever is due, several at a time, until cancelled."""
    await Courier(world).run()


async def deliver_in_order(world: World, entries: Iterable[Document]) -> int:
    """Deliver these entries one after the other, each once; return how many were accepted."""
    with ThreadPoolExecutor(1) as pool:
        answers = [await _attempt(world, entry, pool) for entry in entries]
    return sum(answers)


class Courier:
    """Knows which entries are due; the truth about an entry is always read from the database."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._due: list[tuple[str, int]] = []
        self._seen = 0
        self._under_way: set[asyncio.Task[bool]] = set()

    async def run(self) -> None:
        self._load()
        self._world.after_reset.append(self._load)
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="shopify-courier")
        try:
            while True:
                self._turn(pool)
                await asyncio.sleep(_TURN_SECONDS)
        finally:
            self._world.after_reset.remove(self._load)
            for task in self._under_way:
                task.cancel()
            pool.shutdown(wait=False, cancel_futures=True)

    def _load(self) -> None:
        self._due = [(entry["due_at"], entry["number"]) for entry in outbox.waiting(self._world.db)]
        heapq.heapify(self._due)
        self._seen = outbox.newest(self._world.db)

    def _turn(self, pool: ThreadPoolExecutor) -> None:
        db = self._world.db
        newest = outbox.newest(db)
        for number in range(self._seen + 1, newest + 1):
            heapq.heappush(self._due, ("", number))
        self._seen = newest
        if not self._due or switches.read(db)["paused"]:
            return
        now = self._world.clock.now().isoformat()
        while self._due and self._due[0][0] <= now and len(self._under_way) < _AT_ONCE:
            _, number = heapq.heappop(self._due)
            entry = outbox.waiting_one(db, number)
            if entry is None:
                continue
            if entry["due_at"] > now:
                heapq.heappush(self._due, (entry["due_at"], number))
                continue
            task = asyncio.create_task(self._deliver(entry, pool))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver(self, entry: Document, pool: ThreadPoolExecutor) -> bool:
        is_accepted = await _attempt(self._world, entry, pool)
        if not is_accepted:
            heapq.heappush(self._due, (entry["due_at"], entry["number"]))
        return is_accepted


def signature(secret: str, body: bytes) -> str:
    """Return `X-Shopify-Hmac-Sha256`. Source: contract webhooks, section 2. [documented]"""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


async def _attempt(world: World, entry: Document, pool: ThreadPoolExecutor) -> bool:
    is_wrong = switches.read(world.db)["wrong_signature"]
    secret = "a secret that nobody knows" if is_wrong else world.config.shopify_client_secret
    body = entry["body"].encode()
    headers = {**entry["headers"], "X-Shopify-Hmac-Sha256": signature(secret, body)}
    started = time.monotonic()
    sending = asyncio.get_running_loop().run_in_executor(pool, _post, entry["uri"], headers, body)
    try:
        status, error = await asyncio.wait_for(sending, _WHOLE_SECONDS), None
    except (OSError, TimeoutError, ValueError, http.client.HTTPException) as problem:
        status, error = None, type(problem).__name__
    attempt = {
        "at": world.clock.now().isoformat(),
        "status": status,
        "error": error,
        "seconds": round(time.monotonic() - started, 4),
    }
    entry["attempts"].append(attempt)
    with world.db.transaction():
        return _record(world, entry, is_accepted=status is not None and 200 <= status < 300)


def _post(uri: str, headers: dict[str, str], body: bytes) -> int:
    parts = urlsplit(uri)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_CONNECT_SECONDS)
    try:
        connection.connect()
        connection.sock.settimeout(_WHOLE_SECONDS)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def _record(world: World, entry: Document, *, is_accepted: bool) -> bool:
    db, failures = world.db, len(entry["attempts"])
    kept = outbox.waiting_one(db, entry["number"])
    if kept is None or kept["webhook_id"] != entry["webhook_id"]:
        return True  # The sandbox was reset meanwhile: there is nothing to remember and nothing to repeat.
    if is_accepted:
        outbox.drop(db, entry)
        outbox.note(db, entry, "delivered")
        _remember_success(world, entry)
    elif failures <= len(RETRY_MINUTES):
        distance = timedelta(minutes=RETRY_MINUTES[failures - 1]) * switches.read(db)["retry_factor"]
        entry["due_at"] = (world.clock.now() + distance).isoformat()
        outbox.keep(db, entry)
        outbox.note(db, entry, "retrying")
    else:
        outbox.drop(db, entry)
        outbox.note(db, entry, "failed")
        _remove_subscription(world, entry)
    return is_accepted


def _subscription_of(world: World, entry: Document) -> dict[str, Any] | None:
    number = entry["subscription"]
    return None if number is None else subscriptions.find(world.db, entry["store"], str(number))


def _remember_success(world: World, entry: Document) -> None:
    subscription = _subscription_of(world, entry)
    if subscription is not None:
        subscriptions.keep(world.db, {**subscription, "succeeded_at": world.clock.now().isoformat()})


def _remove_subscription(world: World, entry: Document) -> None:
    """
    Delete an API-made subscription whose delivery failed all its retries, if none got through meanwhile.

    Source: contract webhooks, section 4. [documented] That the eight failures are the retries of one delivery
    is our reading. [inferred]
    """
    subscription = _subscription_of(world, entry)
    if subscription is None:
        return
    first = datetime.fromisoformat(entry["queued_at"])
    succeeded_at = subscription.get("succeeded_at")
    if succeeded_at is None or datetime.fromisoformat(succeeded_at) < first:
        subscriptions.delete(world.db, subscription["id"])
