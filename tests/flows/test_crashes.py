"""A worker may die at any moment: the story ends as if it had not, and nothing happens twice."""

import importlib
from datetime import timedelta
from typing import Any

import pytest

from tests.flows.story import ReviewDesk, Sandbox, Shop, Workshop

RISKY = {"total": "12400.00", "risk": "HIGH", "wholesale": True}

# The package offers the function of the same name, so the module is asked for by its full name.
performing = importlib.import_module("integrator.runner.perform")


class Death(BaseException):
    """The process is gone; nothing catches this but the test."""


class Reaper:
    """Kills the worker at the first attempt of each step, before or after its effect."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, when: str) -> None:
        self.deaths: set[tuple[str, str, int]] = set()
        real = performing._do

        def do(connections: Any, claim: Any, wakeups: Any) -> Any:
            mark = (claim.run.id, claim.line.key, claim.run.lap)
            first = mark not in self.deaths
            self.deaths.add(mark)
            if first and when == "before":
                raise Death
            value = real(connections, claim, wakeups)
            if first and when == "after":
                raise Death
            return value

        monkeypatch.setattr(performing, "_do", do)


@pytest.fixture
def mortal_fleet(fleet: Workshop) -> Workshop:
    """Leases end quickly, so that the dead are succeeded soon."""
    fleet.connections.settings = fleet.connections.settings.model_copy(update={"lease": timedelta(milliseconds=200)})
    fleet.survives(Death)
    return fleet


def net_effects(sandbox: Sandbox) -> list[tuple[str, str, str]]:
    found = [(e["system"], e["operation"], e["subject"].rsplit(":", 1)[0]) for e in sandbox.effects()]
    return sorted(entry for entry in found if entry[1] != "categories_set")


def play(store: Shop, review_desk: ReviewDesk, fleet: Workshop, word: str) -> None:
    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work(patience=60)
    review_desk.decide(word, reason="FRAUD")
    fleet.poll()
    fleet.work(patience=60)


@pytest.mark.parametrize("word", ["release", "cancel"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_death_at_every_step_changes_nothing(
    when: str,
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    store: Shop,
    review_desk: ReviewDesk,
    mortal_fleet: Workshop,
    sandbox: Sandbox,
) -> None:
    play(store, review_desk, mortal_fleet, word)
    undisturbed = net_effects(sandbox)
    sandbox.call("POST", "/reset", {})
    mortal_fleet.forget()
    reaper = Reaper(monkeypatch, when=when)

    play(store, review_desk, mortal_fleet, word)

    assert 25 <= len(reaper.deaths)
    assert undisturbed == net_effects(sandbox)
    assert {"done"} == {state for state, _, _ in mortal_fleet.states().values()}


@pytest.mark.parametrize(
    ("system", "operation"),
    [
        ("shopify", "fulfillmentOrderHold"),
        ("shopify", "fulfillmentOrderReleaseHold"),
        ("shopify", "tagsAdd"),
        ("shopify", "metafieldsSet"),
        ("workflow", "POST /process-instances"),
        ("workflow", "POST /tasks/{id} complete"),
        ("ecm", "POST /v2/businessworkspaces"),
        ("ecm", "POST /v2/nodes"),
        ("notifications", "POST /outbound/emails"),
    ],
)
def test_a_lost_answer_does_not_double_the_effect(
    system: str,
    operation: str,
    store: Shop,
    review_desk: ReviewDesk,
    fleet: Workshop,
    sandbox: Sandbox,
) -> None:
    sandbox.fault(system, operation, "reset_after", times=1)

    order = store.place_order(**RISKY)
    fleet.hear(order, "orders/create")
    fleet.work(patience=40)
    review_desk.decide("release")
    fleet.poll()
    fleet.work(patience=40)

    assert 1 == len(sandbox.effects("hold_placed"))
    assert 1 == len(sandbox.effects("hold_released"))
    assert 1 == len(sandbox.effects("process_started"))
    assert 1 == len(sandbox.effects("workspace_created"))
    names = [effect["key"] for effect in sandbox.effects("document_created")]
    assert len(set(names)) == len(names)
    assert {"done"} == {state for state, _, _ in fleet.states().values()}
    assert [] == sandbox.call("GET", "/faults")["faults"]
