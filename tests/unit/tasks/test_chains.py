"""Steps as Celery tasks: one per step of each flow, on its queue, and shown in Flower for what became of it."""

import inspect
import json
import warnings
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery
from celery.exceptions import CDeprecationWarning, Reject, Retry
from redis import Redis

from integrator.flow import flows
from integrator.ledger.runs import Wakeup
from integrator.queues import QUEUES
from integrator.runner import Performed
from tasks import chains, intake, misfits, reach, upkeep
from tasks.chains import StepParked
from tasks.pollers import decisions, messages

WAKEUP = Wakeup("run-1", "workflow.order_review", "mark_order", "shopify", 1, "#1042")


OTHERS = {
    "intake.drain": "intake",
    "intake.judge": "intake",
    "upkeep.relay": "upkeep",
    "upkeep.seal_audit": "upkeep",
    "upkeep.prune": "upkeep",
    "upkeep.misfits": "upkeep",
    "poll.decisions": "poll",
    "poll.messages": "poll",
}


@pytest.fixture
def registered(app: Celery) -> dict[str, Any]:
    """Every task of ours by name."""
    for module in (chains, intake, upkeep, misfits, decisions, messages):
        module.register(app)
    with warnings.catch_warnings():
        # Celery would rather have a task's queue in `task_routes` and says so for each task.
        warnings.simplefilter("ignore", CDeprecationWarning)
        return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def steps() -> dict[str, str]:
    """Return the queue of each step of each flow by the name of its task."""
    return {f"{flow.name}.{line.key}": line.queue for flow in flows().values() for line in flow.plan.lines}


def test_every_step_of_every_flow_is_a_task(registered: dict[str, Any]) -> None:
    assert len(steps()) > 30
    assert set() == set(steps()) - set(registered)


def test_besides_the_steps_there_are_intake_upkeep_and_pollers(registered: dict[str, Any]) -> None:
    assert set(OTHERS) == set(registered) - set(steps())


def test_every_task_goes_to_its_own_queue(registered: dict[str, Any], redis: Redis) -> None:
    for task in registered.values():
        task.apply_async(kwargs=dict.fromkeys(inspect.signature(task.run).parameters, ""))

    sent = {queue: redis.lrange(f"ours:{queue}", 0, -1) for queue in QUEUES}
    assert steps() | OTHERS == {
        json.loads(message)["headers"]["task"]: queue for queue, messages in sent.items() for message in messages
    }


@pytest.mark.parametrize("result", ["done", "nothing", "waiting", "snoozed", "released", "cancelled", "fenced"])
def test_an_attempt_that_ended_well_shows_as_success_with_its_word(result: Any) -> None:
    assert result == chains._ending(Performed(result))
    assert f"{result}: the order has no fulfillment orders yet" == chains._ending(
        Performed(result, note="the order has no fulfillment orders yet")
    )


def test_a_failed_attempt_shows_as_retry_with_reason_and_wait() -> None:
    shown = chains._ending(Performed("retry", note="Unreachable: ecm: no answer", retry_in=timedelta(seconds=3)))

    assert isinstance(shown, Retry)
    assert ("Unreachable: ecm: no answer", 3.0) == (shown.message, shown.when)


def test_a_parked_step_shows_as_failure_with_what_to_do() -> None:
    shown = chains._ending(Performed("parked", note="no_funds: capture by hand"))

    assert isinstance(shown, StepParked)
    assert "no_funds: capture by hand" == str(shown)


class Stand:
    """A worker process that performs nothing and writes down what it was asked."""

    def __init__(self, performed: Performed) -> None:
        self.performed = performed
        self.asked: list[Any] = []
        self.woken: list[Wakeup] = []
        self.connections = "connections"
        self.leases = "leases"
        self.dispatcher = SimpleNamespace(wake=self.woken.extend)

    def perform(self, *asked: object, reach: object) -> Performed:
        del reach
        self.asked.append(asked)
        return self.performed


def stand(monkeypatch: pytest.MonkeyPatch, performed: Performed) -> Stand:
    found = Stand(performed)
    monkeypatch.setattr(chains, "fleet", lambda: found)
    monkeypatch.setattr(chains, "perform", found.perform)
    return found


def test_a_task_performs_the_step_its_message_names_and_wakes_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    here = stand(monkeypatch, Performed("done", [WAKEUP]))

    shown = chains.perform_step(run="run-1", step="hold_order", order="#1042", attempt=7)

    assert "done" == shown
    assert [("connections", "leases", "run-1", "hold_order")] == here.asked
    assert [WAKEUP] == here.woken


@pytest.mark.parametrize("result", ["retry", "parked"])
def test_others_are_woken_before_a_bad_end_is_shown(monkeypatch: pytest.MonkeyPatch, result: Any) -> None:
    here = stand(monkeypatch, Performed(result, [WAKEUP], "why"))

    with pytest.raises((Retry, StepParked)):
        chains.perform_step(run="run-1", step="hold_order", order="#1042", attempt=1)

    assert [WAKEUP] == here.woken


@pytest.mark.parametrize("mark", ["should_stop", "should_terminate"])
def test_a_worker_that_was_asked_to_end_gives_its_message_back_and_claims_nothing(
    monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    here = stand(monkeypatch, Performed("done", [WAKEUP]))
    monkeypatch.setattr(reach.state, mark, 0)

    with pytest.raises(Reject) as given_back:
        chains.perform_step(run="run-1", step="hold_order", order="#1042", attempt=1)

    assert given_back.value.requeue
    assert [] == here.asked
