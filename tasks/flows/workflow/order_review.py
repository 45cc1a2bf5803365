"""W1. Hold a questionable order, have it reviewed, carry the verdict out."""

from datetime import timedelta

from integrator.cases import ORDER_REVIEW, Case
from integrator.events.order import Order
from integrator.flow import flow, when
from integrator.steps.cases import ask_again, begin_anew, close_case, decision_on
from integrator.steps.orders import (
    cancel_order,
    capture_order,
    confirm_cancelled,
    hold_order,
    mark_order,
    release_order,
)
from integrator.steps.reviews import acknowledge_reviewers, answer_reviewers, ask_reviewers
from integrator.steps.teams import ask_for_information
from integrator.steps.verdicts import confirm


@flow("workflow.order_review", concern=ORDER_REVIEW, decides=1)
def order_review(
    order: Order,
    case: Case,
    *,
    team: str = "fraud",
    within: timedelta = timedelta(days=2),
    info_team: str = "sales",
) -> None:
    hold_order(order, for_case=case)
    mark_order(order, for_case=case, state="in_review")
    ask_reviewers(team, about=case, order=order, within=within)

    decision = decision_on(case)
    verdict = confirm(decision, about=order, for_case=case)

    with when(verdict.word == "correct"):
        mark_order.named("mark_correcting")(order, for_case=case, state="correcting")
        acknowledge_reviewers.named("acknowledge_correction")(about=case, decision=decision)
        ask_again.named("wait_for_correction")(case, after=decision, why="the order is to be corrected")
    with when(verdict.word == "request_info"):
        mark_order.named("mark_asking")(order, for_case=case, state="info_requested")
        ask_for_information(info_team, about=case, decision=decision)
        acknowledge_reviewers.named("acknowledge_question")(about=case, decision=decision)
        ask_again.named("wait_for_info")(case, after=decision, why="information was requested", stops_clock=True)
    with when(verdict.word == "changed"):
        answer_reviewers.named("withdraw_question")(about=case, decision=decision, result="superseded", why=verdict.why)
        begin_anew(order, for_case=case, after=decision, why=verdict.why)

    with when(verdict.word == "release"):
        release_order(order, for_case=case, verdict=verdict)
        capture_order(order)
        mark_order.named("mark_released")(order, for_case=case, state="released")
        answer_reviewers.named("answer_release")(about=case, decision=decision, result="applied")
    with when(verdict.word == "cancel"):
        cancellation = cancel_order(order, for_case=case, decision=decision, verdict=verdict)
        confirm_cancelled(order, cancellation=cancellation, for_case=case)
        mark_order.named("mark_cancelled")(order, for_case=case, state="cancelled")
        answer_reviewers.named("answer_cancel")(about=case, decision=decision, result="applied")
    with when(verdict.word == "too_late"):
        mark_order.named("mark_too_late")(order, for_case=case, state="too_late")
        answer_reviewers.named("answer_too_late")(about=case, decision=decision, result="superseded", why=verdict.why)
    with when(verdict.word == "superseded"):
        mark_order.named("mark_superseded")(order, for_case=case, state="superseded")
        answer_reviewers.named("answer_superseded")(about=case, decision=decision, result="superseded", why=verdict.why)

    close_case(case, outcome=verdict.word, why=verdict.why, facts=verdict.facts)
