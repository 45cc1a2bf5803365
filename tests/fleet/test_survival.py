"""Real processes, real webhooks: workers are killed, Redis is wiped and frozen, and every order ends as it should."""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis
from sqlalchemy import func, select

from integrator.cli.fleet import Fleet
from integrator.ledger.database import Ledger
from integrator.ledger.tables import alerts
from tests.fleet.watch import ends, is_settled, ledger_of, post, review_of, states, wait_for

pytestmark = pytest.mark.fleet

RISKY = {
    "store": "acme.myshopify.com",
    "currency": "EUR",
    "total": "12400.00",
    "risk": "HIGH",
    "wholesale": True,
}


@pytest.fixture(scope="module")
def ledger(fleet: Fleet) -> Iterator[Ledger]:
    with ledger_of(fleet) as found:
        yield found


def repeated_mails(ledger: Ledger) -> int:
    """Count the alerts whose first submission had an unknown end."""
    with ledger.read() as connection:
        return int(connection.execute(select(func.count()).where(alerts.c.tries > 1)).scalar_one())


def report(text: str) -> None:
    """Show a figure beside the test's result (`pytest -s`)."""
    sys.stderr.write(f"{text}\n")


def place(fleet: Fleet) -> str:
    return str(fleet.sandbox.post("/orders", RISKY)["number"])


def wait_for_question(fleet: Fleet, ledger: Ledger, order: str, *, seconds: float = 30) -> str:
    """Wait until the reviewers of an order have their task, and return its id."""
    key = f"ORDER_REVIEW:acme.myshopify.com:order:{order}:1"
    (task,) = wait_for(lambda: fleet.sandbox.open_tasks(key), seconds=seconds, told=lambda: states(ledger, order))
    return str(task["id"])


def decide(fleet: Fleet, ledger: Ledger, order: str, word: str) -> None:
    fleet.sandbox.decide(wait_for_question(fleet, ledger, order), word, reason="FRAUD", by="lead@acme.example")


def effects_of(fleet: Fleet, order: str) -> Counter[str]:
    """Count the effects about one order by operation."""
    return Counter(
        effect["operation"]
        for effect in fleet.sandbox.effects()
        if order in effect["subject"] or order in str(effect["detail"].get("order", ""))
    )


def assert_reviewed_once(fleet: Fleet, ledger: Ledger, order: str, *, released: bool) -> None:
    found = effects_of(fleet, order)
    once = {"hold_placed": 1, "process_started": 1, "workspace_created": 1, "document_created": 4}
    assert once == {name: found[name] for name in once}, found
    assert {"hold_released": int(released), "order_cancelled": int(not released)} == {
        name: found[name] for name in ("hold_released", "order_cancelled")
    }
    mails = [
        (effect["detail"]["subject"], *effect["detail"]["destinations"])
        for effect in fleet.sandbox.effects()
        if effect["operation"] == "mail_sent" and order in effect["subject"]
    ]
    # A worker that dies while a mail is being submitted cannot know; an urgent one is then repeated once, and flagged.
    assert len(mails) - len(set(mails)) <= repeated_mails(ledger), mails


def test_workers_killed_at_any_moment_lose_and_double_nothing(fleet: Fleet, ledger: Ledger) -> None:
    seed = random.SystemRandom().randrange(10**6)
    report(f"seed {seed}")
    chance = random.Random(seed)
    fault = fleet.sandbox.post(
        "/faults", {"system": "*", "operation": "*", "kind": "delay", "delay_seconds": 0.05, "times": 0}
    )
    order = place(fleet)

    for _ in range(4):
        time.sleep(chance.uniform(0.2, 1.2))
        name = chance.choice(("w1", "w2"))
        fleet.kill(name)
        fleet.start(name)
    decide(fleet, ledger, order, "release")
    for name in ("w1", "w2"):
        time.sleep(chance.uniform(0.2, 1.2))
        fleet.kill(name)
        fleet.start(name)
    last_kill = time.monotonic()
    fleet.sandbox.delete(f"/faults/{fault['id']}")
    wait_for(lambda: is_settled(ledger, order), seconds=30, told=lambda: states(ledger, order))

    report(f"settled {time.monotonic() - last_kill:.1f} s after the last kill")
    assert_reviewed_once(fleet, ledger, order, released=True)


def test_a_wiped_redis_loses_and_doubles_nothing(fleet: Fleet, ledger: Ledger) -> None:
    client = redis.Redis.from_url(fleet.redis_url)
    orders = []
    for _ in range(3):
        orders.append(place(fleet))
        time.sleep(0.15)
        client.flushall()

    for order in orders:
        decide(fleet, ledger, order, "release")
        client.flushall()
    for order in orders:
        wait_for(
            lambda order=order: is_settled(ledger, order),
            seconds=40,
            told=lambda order=order: states(ledger, order),
        )

    client.close()
    for order in orders:
        assert_reviewed_once(fleet, ledger, order, released=True)


def test_a_frozen_redis_delays_no_answer_and_everything_is_worked_off_afterwards(fleet: Fleet, ledger: Ledger) -> None:
    body = b'{"id": 1, "handle": "x", "product_type": "x", "vendor": "x"}'
    slowest = 0.0
    statuses = Counter[int]()
    fleet.pause("broker")
    try:
        order = place(fleet)
        end = time.monotonic() + 20
        number = 0
        while time.monotonic() < end:
            begun = time.monotonic()
            number += 1
            statuses[
                post(
                    fleet,
                    body,
                    topic="products/update",
                    webhook_id=f"frozen-{number}",
                    secret=fleet.secrets.shopify_client_secret,
                )
            ] += 1
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.05)
    finally:
        fleet.resume("broker")

    wait_for_question(fleet, ledger, order, seconds=40)
    wait_for(
        lambda: sum(1 for name in ends(ledger) if name.startswith("frozen-")) == number,
        seconds=40,
        told=lambda: f"{number} answered, {len(ends(ledger))} recorded",
    )

    report(f"{number} posts, slowest answer {slowest * 1000:.0f} ms")
    assert {200: number} == dict(statuses)
    assert slowest < 1.0


def test_one_delivery_ten_times_in_parallel_is_worked_on_once(fleet: Fleet, ledger: Ledger) -> None:
    fleet.sandbox.post("/webhooks/pause", {})
    order = place(fleet)
    body = (
        f'{{"id": {order}, "admin_graphql_api_id": "gid://shopify/Order/{order}", "name": "#1", '
        f'"financial_status": "authorized", "line_items": []}}'
    ).encode()
    secret = fleet.secrets.shopify_client_secret

    def send(number: int) -> int:
        same_id = "twin" if number % 2 else f"other-{number}"
        return post(fleet, body, topic="orders/create", webhook_id=f"{same_id}-{order}", secret=secret)

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(send, range(10)))
    fleet.sandbox.post("/webhooks/flush", {"order": "reverse"})
    decide(fleet, ledger, order, "cancel")
    wait_for(lambda: is_settled(ledger, order), seconds=40, told=lambda: states(ledger, order))

    assert [200] * 10 == statuses
    review = review_of(ledger, order)
    assert review is not None
    assert "cancel" == review["outcome"].split(":")[0]
    found = effects_of(fleet, order)
    assert (1, 1, 1, 1) == (
        found["hold_placed"],
        found["process_started"],
        found["workspace_created"],
        found["order_cancelled"],
    )
