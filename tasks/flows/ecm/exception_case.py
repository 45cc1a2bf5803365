"""E4. Keep workspace, papers and record of an order that is flagged; decide only where W1 does not."""

from integrator.cases import ORDER_REVIEW, Case
from integrator.events.order import Order
from integrator.flow import flow, when
from integrator.steps.cases import begin_anew, close_case, decision_on
from integrator.steps.documents import describe_review, file_decision_record, file_fact_sheet, open_workspace
from integrator.steps.orders import cancel_order, confirm_cancelled, hold_order, mark_order, release_order
from integrator.steps.verdicts import confirm

OURS = "ecm.exception_case"


@flow(OURS, concern=ORDER_REVIEW, decides=2)
def exception_case(order: Order, case: Case) -> None:
    hold_order(order, for_case=case)
    workspace = open_workspace(order)
    file_fact_sheet(order, about=case, workspace=workspace)
    describe_review(workspace=workspace, state="in review", about=case)

    decision = decision_on(case, is_final=True)
    with when(case.owner == OURS):
        verdict = confirm(decision, about=order, for_case=case)
        with when(verdict.word == "changed"):
            begin_anew(order, for_case=case, after=decision, why=verdict.why)
        with when(verdict.word == "release"):
            release_order(order, for_case=case, verdict=verdict)
        with when(verdict.word == "cancel"):
            cancellation = cancel_order(order, for_case=case, decision=decision, verdict=verdict)
            confirm_cancelled(order, cancellation=cancellation, for_case=case)
        mark_order(order, for_case=case, state=verdict.word)
        close_case(case, outcome=verdict.word, why=verdict.why, facts=verdict.facts)

    file_decision_record(order, about=case, decision=decision, workspace=workspace)
    describe_review.named("describe_decision")(workspace=workspace, state=decision.word, about=case)
