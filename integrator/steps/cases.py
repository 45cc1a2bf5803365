"""Verbs about cases: wait for the decision, ask once more, close. They touch the ledger only and converge there."""

from typing import Any

from integrator.cases import CONCERNS, Case, Decision
from integrator.context import Context
from integrator.events.fingerprint import inputs_of
from integrator.events.order import Order
from integrator.flow import Again, Wait, step
from integrator.ledger import cases, decisions, runs
from integrator.ledger.audit import Entry, append


@step("workflow", repeats="harmless", waits=True)
def decision_on(ctx: Context, case: Case, *, is_final: bool = False) -> Decision:
    """
    Wait for the decision on `case`.

    `is_final` waits for one that ends the question; `correct` and `request_info` then pass by unseen.
    """
    with ctx.ledger.read() as connection:
        current = cases.get(connection, case.id)
        found = cases.decision_of(connection, case.id)
    if current.state == "closed" and found is None:
        return Decision(
            word=decisions.ENDED_ELSEWHERE,
            by="operator",
            at=ctx.clock.now(),
            source="console",
            source_id=case.id,
        )
    if found is None:
        raise Wait(f"waiting for a decision of {case.team or 'the console'}")
    decision = found[1]
    interim = CONCERNS[case.concern].words - CONCERNS[case.concern].final
    if is_final and decision.word in interim:
        raise Wait(f"the decision is {decision.word}; waiting for a final one")
    return decision


@step("workflow", repeats="harmless")
def ask_again(ctx: Context, case: Case, *, after: Decision, why: str) -> None:
    """Take the interim decision `after` off the case and wait for the next one; the hold stays."""
    with ctx.ledger.write() as connection:
        # A later decision that arrived meanwhile stays.
        decisions.forget(connection, case.id, after)
        # The clock of the team stands still while customer or sales are asked (R19); the next change starts it again.
        cases.stop_clock(connection, case.id)
    raise Again("decision_on", why)


@step("workflow", repeats="harmless")
def begin_anew(ctx: Context, order: Order, *, for_case: Case, why: str) -> None:
    """Put the question once more as a next generation, because the order changed under the answer."""
    snapshot = ctx.shopify.get_order(order.id)
    inputs = inputs_of(snapshot) if snapshot else for_case.inputs
    with ctx.ledger.write() as connection:
        if not cases.ask_anew(ctx.ledger, connection, for_case.id, generation=for_case.generation, inputs=inputs):
            # Somebody closed the case meanwhile: there is nothing left to ask.
            return
        # The others notice at once or within the relay's next round.
        runs.wake_case(ctx.ledger, connection, for_case.id, restart=True, but=ctx.run_id)
    raise Again("hold_order", why)


@step("workflow", repeats="harmless")
def close_case(ctx: Context, case: Case, *, outcome: str, why: str = "") -> dict[str, Any]:
    """Close `case` with `outcome`; closing a closed case changes nothing."""
    text = f"{outcome}: {why}" if why else outcome
    with ctx.ledger.write() as connection:
        if cases.close(ctx.ledger, connection, case.id, generation=case.generation, outcome=text):
            entry = Entry(
                actor=ctx.flow,
                action="case.closed",
                store=case.store,
                subject=case.subject,
                case_id=case.id,
                run_id=ctx.run_id,
                reason=text,
            )
            append(ctx.ledger, connection, entry)
    return {"outcome": outcome}
