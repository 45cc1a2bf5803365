"""N5. Ask the manager who has to decide, remind, climb when nobody answers, and say when it is settled."""

from datetime import timedelta

from integrator.cases import ORDER_REVIEW, Case
from integrator.events.order import Order
from integrator.flow import flow
from integrator.steps.teams import remind, request_approval, tell


@flow("notifications.approval_request", concern=ORDER_REVIEW, asks="team")
def approval_request(
    order: Order, case: Case, *, team: str = "finance", remind_after: timedelta = timedelta(hours=8)
) -> None:
    del order
    request_approval(team, about=case)
    remind(team, about=case, every=remind_after)
    tell.named("tell_decided")(team, about=case, stage="decided")
