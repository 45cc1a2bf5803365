"""E1. Keep each order as a governed record: one workspace, its papers filed once each."""

from integrator.cases import RECORD, Case
from integrator.events.order import Order
from integrator.flow import flow
from integrator.steps.cases import close_case
from integrator.steps.documents import describe_workspace, file_document, open_workspace
from integrator.steps.orders import mark_record


@flow("ecm.order_record", concern=RECORD)
def order_record(order: Order, case: Case) -> None:
    workspace = open_workspace(order)
    describe_workspace(order, workspace=workspace)
    file_document.named("file_confirmation")("confirmation", order, workspace=workspace)
    file_document.named("file_invoice")("invoice", order, workspace=workspace)
    mark_record(order, workspace=workspace.url)
    close_case(case, outcome="filed")
