"""A workbench for the runner: flows of a few verbs whose endings the test chooses, and a clock moved by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from pydantic import BaseModel

from integrator.cases import ORDER_REVIEW, Case
from integrator.clients.errors import Conflict, Refused, Unreachable
from integrator.clock import FixedClock
from integrator.context import Connections, Context
from integrator.events.order import Order
from integrator.flow import Flow, Step, flow, step, when
from integrator.ledger import audit, runs, steps
from integrator.ledger.runs import Wakeup
from integrator.runner import Claim, Leases, Operation, Performed, carry_on, leases, perform
from tests.ledger.builders import LEASE, close, create, ensure, run_of

MOMENT = timedelta(seconds=1)
OPERATOR = Operation("olga", "the archive was down")


class Death(BaseException):
    """The process is gone; nothing catches this but the test."""


class Did(BaseModel):
    """What the verbs return."""

    word: str = "done"


class Deed:
    """An effect in a remote system: ends as it is told, one ending per call, the last one for ever."""

    def __init__(self) -> None:
        self.endings: list[Any] = [Did()]
        self.found: Did | None = None
        self.calls: list[str] = []
        self.keys: list[str] = []
        self.heard: list[Any] = []
        self.wakes: list[Wakeup] = []

    def ends(self, *endings: object) -> None:
        """Let the next calls end with `endings`: a value, an exception, or a function that is called for one."""
        self.endings = list(endings)

    def do(self, ctx: Context) -> Did:
        self.calls.append("do")
        self.keys.append(ctx.key)
        ctx.wakeups.extend(self.wakes)
        ending = self.endings.pop(0) if len(self.endings) > 1 else self.endings[0]
        if callable(ending):
            ending = ending()
        if isinstance(ending, BaseException):
            raise ending
        assert isinstance(ending, Did)
        return ending

    def look(self) -> Did | None:
        self.calls.append("look")
        return self.found


class Verbs:
    """Declares the verbs of the bench; what those called `attempt...` and `await_people` do is up to `deed`."""

    prepare: Step[..., Any]
    attempt: Step[..., Any]
    attempt_harmless: Step[..., Any]
    attempt_once: Step[..., Any]
    await_people: Step[..., Any]
    finish: Step[..., Any]

    def __init__(self, deed: Deed) -> None:
        @step("shopify", repeats="harmless")
        def prepare(ctx: Context, order: Order) -> Did:
            return Did(word="prepared")

        @step("ecm")
        def attempt(ctx: Context, order: Order) -> Did:
            return deed.do(ctx)

        @attempt.already
        def _(ctx: Context, order: Order) -> Did | None:
            return deed.look()

        @step("notifications", repeats="harmless")
        def finish(ctx: Context, order: Order, *, after: Did, word: str | None, within: timedelta) -> Did:
            deed.heard.append((order, after, word, within))
            return Did(word="finished")

        self.prepare, self.attempt, self.finish = prepare, attempt, finish
        self._declare_others(deed)

    def _declare_others(self, deed: Deed) -> None:
        @step("ecm", repeats="harmless")
        def attempt_harmless(ctx: Context, order: Order) -> Did:
            return deed.do(ctx)

        @step("ecm", repeats="never")
        def attempt_once(ctx: Context, order: Order) -> Did:
            return deed.do(ctx)

        @step("workflow", repeats="harmless", waits=True)
        def await_people(ctx: Context, case: Case) -> Did:
            return deed.do(ctx)

        self.attempt_harmless, self.attempt_once, self.await_people = attempt_harmless, attempt_once, await_people


def declare(verbs: Verbs) -> dict[str, Flow]:
    """Declare the flows of the bench."""

    @flow("test.certain", concern=ORDER_REVIEW)
    def certain(order: Order, case: Case, *, within: timedelta = timedelta(days=2)) -> None:
        verbs.prepare(order)
        did = verbs.attempt(order)
        with when(did.word == "skip the rest"):
            verbs.prepare.named("never_mind")(order)
        verbs.finish(order, after=did, word=did.word, within=within)

    @flow("test.twin", concern=ORDER_REVIEW)
    def twin(order: Order, case: Case) -> None:
        verbs.prepare(order)
        verbs.attempt(order)

    @flow("test.harmless", concern=ORDER_REVIEW)
    def harmless(order: Order, case: Case) -> None:
        verbs.attempt_harmless(order)

    @flow("test.once", concern=ORDER_REVIEW)
    def once(order: Order, case: Case) -> None:
        verbs.attempt_once(order)

    @flow("test.patient", concern=ORDER_REVIEW)
    def patient(order: Order, case: Case) -> None:
        verbs.prepare(order)
        verbs.await_people(case)
        verbs.prepare.named("conclude")(order)

    return {declared.name: declared for declared in (certain, twin, harmless, once, patient)}


class StillLeases(Leases):
    """Leases that need no renewal, because the clock stands still while a step works."""

    @contextmanager
    def kept(self, run_id: str, fence: int) -> Iterator[None]:
        yield


class Bench:
    """The runner around one case, and the runs that are begun about it."""

    def __init__(self, connections: Connections, clock: FixedClock, deed: Deed) -> None:
        self.connections = connections
        self.ledger = connections.ledger
        self.clock = clock
        self.deed = deed
        self.flows = declare(Verbs(deed))
        self.case, _ = ensure(self.ledger)
        self._leases = StillLeases(connections)

    def begin(self, name: str, *, generation: int = 1, **params: object) -> str:
        """Begin a run of the flow `name` and return its id."""
        declared = self.flows[name]
        first = declared.plan.lines[0]
        create(
            self.ledger,
            self.case,
            flow=name,
            flow_version=declared.plan.version,
            generation=generation,
            plan=declared.plan.model_dump(mode="json"),
            params=declared.bind(params),
            first_step=first.key,
            first_queue=first.queue,
        )
        (run_id,) = (row["id"] for row in runs.search(self.ledger, flow=name) if row["generation"] == generation)
        return str(run_id)

    def at(self, name: str) -> str:
        """Begin a run and bring it to the step that the test plays."""
        run_id = self.begin(name)
        while self.row(run_id).step == "prepare":
            self.perform(run_id)
        return run_id

    def perform(self, run_id: str, step_key: str = "", *, reach: frozenset[str] = frozenset()) -> Performed:
        """Do one attempt of the run's present step, or of `step_key`."""
        step_key = step_key or self.row(run_id).step
        return perform(self.connections, self._leases, run_id, step_key, reach=lambda: reach)

    def carry_on(self, claim: Claim | None, *, reach: frozenset[str] = frozenset()) -> Performed:
        """Do the attempt that was claimed along with the step before."""
        assert claim is not None
        return carry_on(self.connections, self._leases, claim, reach=lambda: reach)

    def dies(self, run_id: str) -> None:
        """Let another worker die in the run's present step, and its lease end."""
        self.deed.ends(Death(), *self.deed.endings)
        with patch.object(leases, "WORKER", f"dead-{len(self.deed.calls)}"), pytest.raises(Death):
            self.perform(run_id)
        self.pass_time(LEASE + MOMENT)

    def reopen(self) -> None:
        """Close the case and let a changed input open its next generation."""
        close(self.ledger, self.case)
        self.case, _ = ensure(self.ledger, inputs={"total": "t2"})

    def works_off(self, run_id: str) -> Performed:
        """Go on with the run as soon as it is due."""
        due = self.row(run_id).due_at
        if due and due > self.clock.now():
            self.pass_time(due - self.clock.now())
        return self.perform(run_id)

    def pass_time(self, length: timedelta) -> None:
        self.clock.advance(length)

    def row(self, run_id: str) -> Any:
        return run_of(self.ledger, run_id)

    def outcomes(self, run_id: str) -> list[tuple[str, int, int, str | None]]:
        """Return step, lap, attempt and outcome of every attempt, oldest first."""
        return [
            (row["step"], row["lap"], row["attempt"], row["outcome"])
            for row in sorted(
                steps.history(self.ledger, run_id), key=lambda row: (row["lap"], row["position"], row["attempt"])
            )
        ]

    def audited(self, run_id: str) -> list[str]:
        """Return the actions written about a run, oldest first."""
        return [row["action"] for row in reversed(audit.find(self.ledger, run_id=run_id))]

    def last_entry(self, run_id: str) -> dict[str, Any]:
        return audit.find(self.ledger, run_id=run_id)[0]


def woken(wakeups: Any) -> list[tuple[str, str]]:
    """Return run and step of each wake-up."""
    found: list[Wakeup] = list(wakeups)
    return [(wakeup.run, wakeup.step) for wakeup in found]


def unreachable() -> Unreachable:
    return Unreachable("no answer", system="ecm", operation="file_document", ambiguous=True)


def conflict() -> Conflict:
    return Conflict("changed meanwhile", system="ecm", operation="file_document")


def refused() -> Refused:
    return Refused("no such category", system="ecm", operation="file_document")


Ending = Callable[[], object]
