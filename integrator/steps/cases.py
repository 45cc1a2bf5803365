"""Verbs about cases: wait for the decision, ask once more, close. They touch the ledger only and converge there."""

from datetime import timedelta
from typing import Any

from integrator.cases import CONCERNS, ENDED_ELSEWHERE, Case, Decision
from integrator.context import Context
from integrator.events.fingerprint import facts_of, inputs_of
from integrator.events.order import Order
from integrator.flow import Again, Wait, step
from integrator.ledger import cases, events, evidence, runs
from integrator.ledger.audit import Entry, append
from integrator.ledger.events import NewEvent

_LONGEST_PAUSE = timedelta(days=7)
"""How long a deadline waits for an answer of the customer before somebody is reminded all the same."""


@step("workflow", repeats="harmless", waits=True)
def decision_on(ctx: Context, case: Case, *, is_final: bool = False) -> Decision:
    """
    Wait for the decision on `case`.

    The flow that owns the case gets each decision as it comes, or with `is_final` the one that ends the question. Every
    other flow gets it when the case is closed, because only then it is known that it was carried out.
    """
    with ctx.ledger.read() as connection:
        current = cases.get(connection, case.id, generation=case.generation)
        decision = cases.decision_of(connection, case)
    if current.state == "closed":
        return decision or Decision(
            word=ENDED_ELSEWHERE, by="operator", at=ctx.clock.now(), source="console", source_id=case.id
        )
    if decision is None:
        raise Wait(f"waiting for a decision of {current.team or 'the console'}")
    if ctx.flow != current.owner:
        raise Wait(f"the decision is {decision.word}; waiting until it is carried out")
    if is_final and not decision.is_end(CONCERNS[case.concern]):
        raise Wait(f"the decision is {decision.word}; waiting for a final one")
    return decision


@step("workflow", repeats="harmless")
def ask_again(ctx: Context, case: Case, *, after: Decision, why: str, stops_clock: bool = False) -> None:
    """Take the interim decision `after` off the case and wait for the next one; the hold stays."""
    with ctx.ledger.write() as connection:
        # A later decision that arrived meanwhile stays.
        cases.forget(connection, case.id, after)
        if stops_clock:
            cases.stop_clock(connection, case.id, until=ctx.clock.now() + _LONGEST_PAUSE)
    raise Again("decision_on", why)


@step("workflow", repeats="harmless")
def begin_anew(ctx: Context, order: Order, *, for_case: Case, after: Decision, why: str) -> None:
    """Put the question once more as a next generation, because the order changed under the answer `after`."""
    snapshot = ctx.shopify.get_order(order.id)
    inputs = inputs_of(snapshot) if snapshot else for_case.inputs
    with ctx.ledger.write() as connection:
        if cases.ask_anew(ctx.ledger, connection, for_case, after=after, inputs=inputs):
            ctx.wakeups.extend(runs.wake_case(ctx.ledger, connection, for_case.id, restart=True, but=ctx.run_id))
        if cases.get(connection, for_case.id).state == "closed":
            return
    raise Again("hold_order", why)


@step("workflow", repeats="harmless")
def close_case(ctx: Context, case: Case, *, outcome: str, why: str = "", facts: str = "") -> dict[str, Any]:
    """
    Close `case` with `outcome`, and let those who wait for that go on; closing a closed case changes nothing.

    `facts` are those the decision was carried out upon. If the case has learned of others meanwhile, the order is
    looked at once more, which opens the case again (R13).
    """
    with ctx.ledger.write() as connection:
        current = cases.get(connection, case.id, generation=case.generation)
        if cases.close(ctx.ledger, connection, case, outcome=f"{outcome}: {why}" if why else outcome):
            _write_end(ctx, connection, case, outcome)
            if facts and facts != facts_of(current.inputs, CONCERNS[case.concern].inputs):
                _look_once_more(ctx, connection, case)
        ctx.wakeups.extend(runs.wake_case(ctx.ledger, connection, case.id, but=ctx.run_id))
    return {"outcome": outcome}


def _write_end(ctx: Context, connection: Any, case: Case, outcome: str) -> None:
    if outcome in {"too_late", ENDED_ELSEWHERE}:
        # The order has gone on without us, and Shopify ended its holds.
        evidence.end_holds(ctx.ledger, connection, case.id)
    entry = Entry(
        actor=ctx.flow,
        action="case.closed",
        store=case.store,
        subject=case.subject,
        case_id=case.id,
        run_id=ctx.run_id,
        reason=outcome,
    )
    append(ctx.ledger, connection, entry)


def _look_once_more(ctx: Context, connection: Any, case: Case) -> None:
    cases.change(connection, case.id, inputs={})
    again = NewEvent(
        store=case.store,
        topic="orders/updated",
        subject=case.subject,
        source="recheck",
        occurred_at=ctx.clock.now(),
        quiet=ctx.quiet,
    )
    events.add(ctx.ledger, connection, again)
