"""Steps that follow without a message: done one after the other, and shown in Flower as if messages had come."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from structlog.testing import capture_logs

from integrator.ledger.runs import Wakeup
from integrator.runner import Performed
from tasks import chains, showing

FOLLOWER = Wakeup("run-1", "ecm.order_record", "file_invoice", "ecm", 1, "#1042")


def claim(step: str) -> Any:
    """Return what the tasks need of a claim."""
    run = SimpleNamespace(id="run-1", flow="ecm.order_record", step=step, queue="ecm", attempts=1, subject_name="#1042")
    return SimpleNamespace(run=run)


class Worker:
    """A worker process whose steps end as the test says."""

    def __init__(self) -> None:
        self.connections = self.leases = None
        self.endings: list[Any] = []
        self.events: list[tuple[str, dict[str, Any]]] = []
        self.woken: list[Wakeup] = []
        self.dispatcher = SimpleNamespace(wake=self.woken.extend)
        eventer = SimpleNamespace(enabled=True, send=lambda kind, **fields: self.events.append((kind, fields)))
        self.consumer = SimpleNamespace(event_dispatcher=eventer)

    def perform(self, *_: object, **__: object) -> Performed:
        ending = self.endings.pop(0)
        if isinstance(ending, Exception):
            raise ending
        found: Performed = ending
        return found

    def begin(self) -> str:
        return chains.perform_step(run="run-1", step="open_workspace", order="#1042", attempt=1)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.events]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    found = Worker()
    for module in (chains, showing):
        monkeypatch.setattr(module, "fleet", lambda: found)
    monkeypatch.setattr(chains, "perform", found.perform)
    monkeypatch.setattr(chains, "carry_on", found.perform)
    with capture_logs():
        yield found


def test_what_follows_is_done_and_shown_step_by_step(worker: Worker) -> None:
    worker.endings = [
        Performed("done", following=claim("describe")),
        Performed("done", following=claim("file_invoice")),
        Performed("done", [FOLLOWER]),
    ]

    assert "done" == worker.begin()

    assert ["task-received", "task-started", "task-succeeded"] * 2 == worker.kinds
    assert ["run-1.describe.1"] * 3 + ["run-1.file_invoice.1"] * 3 == [fields["uuid"] for _, fields in worker.events]
    received = worker.events[0][1]
    assert "ecm.order_record.describe" == received["name"]
    assert "{'order': '#1042', 'step': 'describe', 'run': 'run-1', 'attempt': 1}" == received["kwargs"]
    assert [FOLLOWER] == worker.woken


@pytest.mark.parametrize(("result", "kind"), [("retry", "task-retried"), ("parked", "task-failed")])
def test_a_bad_end_is_that_of_the_step_which_followed(worker: Worker, result: Any, kind: str) -> None:
    worker.endings = [Performed("done", following=claim("describe")), Performed(result, note="the archive is away")]

    assert "done" == worker.begin()

    shown, fields = worker.events[-1]
    assert kind == shown
    assert "the archive is away" in fields["exception"]


def test_a_step_that_could_not_be_recorded_ends_the_way_without_blame_for_the_first(worker: Worker) -> None:
    worker.endings = [Performed("done", following=claim("describe")), OSError("the ledger is away")]

    assert "done" == worker.begin()

    assert "task-failed" == worker.kinds[-1]


def test_nobody_is_told_while_nobody_listens(worker: Worker) -> None:
    worker.consumer.event_dispatcher.enabled = False
    worker.endings = [Performed("done", following=claim("describe")), Performed("done")]

    assert "done" == worker.begin()

    assert [] == worker.events
