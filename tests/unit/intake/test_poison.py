"""Poison: what kills its workers is put in front of a person after three deaths, and takes nobody else along."""

import importlib
import time
from typing import Any

import pytest

from integrator.context import Connections
from integrator.intake import drain
from integrator.ledger.database import LedgerFailure
from tests.unit.intake.conftest import consumer
from tests.unit.intake.post import WANTED, Post, order_body

draining = importlib.import_module("integrator.intake.drain")


class Death(BaseException):
    """The process is gone."""


def dies_at(poison: str, connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every worker die that opens the body of this webhook."""
    real = connections.seal.open

    def opened(body: bytes, *, context: Any) -> bytes:
        if poison.encode() in repr(context).encode():
            raise Death
        return bytes(real(body, context=context))

    monkeypatch.setattr(connections.seal, "open", opened)


def work(connections: Connections, post: Post, *, rounds: int = 20) -> int:
    """Let a new worker come for each that dies, until the stream is empty; return how many died."""
    deaths = 0
    for number in range(rounds):
        try:
            while drain(connections, consumer(connections, f"worker-{number}"), wanted=WANTED)[0]:
                pass
        except Death:
            deaths += 1
        if not post.lying:
            break
        time.sleep(0.12)
    return deaths


def test_a_delivery_that_kills_its_readers_is_parked_and_the_others_are_judged(
    connections: Connections, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        post.ship(f"webhook-{number}", order_body(number + 1))
    dies_at("webhook-2", connections, monkeypatch)

    deaths = work(connections, post)

    ends = post.ends()
    assert 3 == deaths
    assert ("parked", True) == (ends["webhook-2"][0], ends["webhook-2"][1].startswith("crashes: 3 workers died"))
    assert ["new"] * 4 == [state for name, (state, _) in sorted(ends.items()) if name != "webhook-2"]


def test_a_ledger_that_is_away_is_no_fault_of_a_delivery(
    connections: Connections, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.ship("webhook-1")

    def away(*_: object, **__: object) -> None:
        raise LedgerFailure("away")

    with monkeypatch.context() as patched:
        patched.setattr(draining, "persist", away)
        for number in range(6):
            with pytest.raises(LedgerFailure):
                drain(connections, consumer(connections, f"worker-{number}"), wanted=WANTED)
            time.sleep(0.12)
    work(connections, post)

    assert "new" == post.ends()["webhook-1"][0]
