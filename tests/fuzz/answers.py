"""Mutated answers of the remote systems: a client returns a value or one of its six errors, and nothing else."""

import json
import random
import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import responses

from integrator.clients.errors import RemoteError
from integrator.clients.gate import Gate
from integrator.clients.http import Http
from integrator.clients.shopify import Shopify
from tests.clients.shopify_answers import ORDER, fulfillment_order, fulfillment_orders, hold, line, order
from tests.clients.shopify_store import COST, STORE, URL, FixedTokens
from tests.clients.test_conformance import ANYTHING, OPERATIONS
from tests.fuzz.mutate import bytes_damaged, json_damaged, text_of

_FEW_BYTES = 64 * 1024 * 1024
_STATUSES = (200, 200, 200, 200, 200, 201, 204, 301, 302, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503, 599)
_HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {"Retry-After": "-5"}, {"Retry-After": "soon"}, {"Retry-After": "1e9"}, {"Content-Type": "text/html"},
    {"Content-Encoding": "gzip"}, {"Content-Length": "3"}, {"Location": "http://127.0.0.1:1/"},
    {"X-Request-Id": "x" * 9000}, {"Content-Type": "application/json; charset=utf-7"},
)  # fmt: skip


@dataclass
class Fuzzed:
    """What came of it."""

    endings: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    grown: int = 0
    """Bytes by which the highest memory of this process rose."""


@dataclass(frozen=True)
class Call:
    """One client method and a proper answer to it."""

    name: str
    call: Callable[[Http], Any]
    url: Any
    answer: Any


def calls() -> list[Call]:
    """Return every operation with a recorded answer."""
    found = [Call(one.name, one.call, ANYTHING, one.success.get("json", {"results": []})) for one in OPERATIONS]
    shopify: dict[str, tuple[Callable[[Shopify], Any], Any]] = {
        "get_order": (lambda api: api.get_order(ORDER), {"order": order(line(1))}),
        "fulfillment_orders": (
            lambda api: api.fulfillment_orders(ORDER),
            fulfillment_orders(fulfillment_order(1, "OPEN", hold(1, "ot-a-001"))),
        ),
        "add_tags": (lambda api: api.add_tags(ORDER, ["a"]), {"tagsAdd": {"node": None, "userErrors": []}}),
        "find_job": (
            lambda api: api.find_job("gid://shopify/Job/1"),
            {"job": {"id": "gid://shopify/Job/1", "done": True}},
        ),
    }

    def through(call: Callable[[Shopify], Any]) -> Callable[[Http], Any]:
        return lambda http: call(Shopify(STORE, url=f"https://{STORE}", tokens=FixedTokens(), http=http))

    for name, (call, data) in shopify.items():
        found.append(Call(f"shopify.{name}", through(call), URL, {"data": data, "extensions": {"cost": COST}}))
    return found


def attack(*, count: int, seed: str) -> Fuzzed:
    """Give `count` mutated answers to all operations in turn."""
    dice = random.Random(f"answers {seed}")
    done = Fuzzed()
    known = calls()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    for number in range(count):
        chosen = known[number % len(known)]
        body, status, headers = _answer(dice, chosen.answer)
        done.endings[_ending(chosen, body, status, headers, done, number)] += 1
    done.grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    if done.grown > _FEW_BYTES:
        done.faults.append(f"memory rose by {done.grown} bytes")
    return done


def _answer(dice: random.Random, proper: Any) -> tuple[bytes, int, dict[str, str]]:
    chance = dice.random()
    if chance < 0.7:
        body = text_of(dice, json_damaged(dice, proper))
    elif chance < 0.9:
        body = bytes_damaged(dice, json.dumps(proper).encode())
    elif chance < 0.92:
        body = b" " * 11_000_000
    else:
        body = dice.choice((b"", b"<html>login</html>", b"null", b"[]", b"\xff" * 50, b'"text"', b"0"))
    return body, dice.choice(_STATUSES), dict(dice.choice(_HEADERS))


def _ending(call: Call, body: bytes, status: int, headers: dict[str, str], done: Fuzzed, number: int) -> str:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in ("GET", "POST", "PUT", "DELETE"):
            mock.add(method, call.url, body=body, status=status, headers=headers)
        http = Http("fuzzed", gate=Gate.local())
        try:
            call.call(http)
        except RemoteError as error:
            return type(error).__name__
        except Exception as error:  # noqa: BLE001 - the very thing that is looked for.
            done.faults.append(f"answer {number} to {call.name}: {type(error).__name__}: {str(error)[:120]}")
            return "another exception"
        finally:
            http.close()
    return "a value"
