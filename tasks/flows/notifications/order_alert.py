"""N1. Tell the order team that an order needs attention, and later that it was settled."""

from integrator.cases import ORDER_REVIEW, Case
from integrator.events.order import Order
from integrator.flow import flow, when
from integrator.steps.cases import close_case, decision_on
from integrator.steps.teams import tell

OURS = "notifications.order_alert"


@flow(OURS, concern=ORDER_REVIEW, decides=9)
def order_alert(order: Order, case: Case, *, team: str = "order_desk") -> None:
    del order
    tell(team, about=case, stage="opened")
    decision = decision_on(case, is_final=True)
    tell.named("tell_decided")(team, about=case, stage="decided")
    with when(case.owner == OURS):
        close_case(case, outcome=decision.word)
