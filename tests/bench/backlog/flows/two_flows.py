"""An order's record, and the hold of a risky one: three steps each that cost nothing, on the real ones' queues."""

from pydantic import BaseModel

from integrator.cases import ORDER_REVIEW, RECORD, Case
from integrator.context import Context
from integrator.events.order import Order
from integrator.flow import flow, step
from tests.bench.backlog.flows.effects import happen


class Did(BaseModel):
    """What a step returns."""

    word: str


def _did(ctx: Context, order: Order, name: str) -> Did:
    happen(ctx, order, name)
    return Did(word=name)


@step("protect", repeats="harmless")
def stop(ctx: Context, order: Order) -> Did:
    """Do as if the order was held."""
    return _did(ctx, order, "stop")


@step("shopify", repeats="harmless")
def show(ctx: Context, order: Order, *, after: Did) -> Did:
    """Do as if the hold was shown."""
    del after
    return _did(ctx, order, "show")


@step("workflow", repeats="harmless")
def inquire(ctx: Context, order: Order, *, after: Did) -> Did:
    """Do as if reviewers were asked."""
    del after
    return _did(ctx, order, "inquire")


@step("ecm", repeats="harmless")
def open_record(ctx: Context, order: Order) -> Did:
    """Do as if a workspace was opened."""
    return _did(ctx, order, "open_record")


@step("ecm", repeats="harmless")
def file_record(ctx: Context, order: Order, *, after: Did) -> Did:
    """Do as if the papers were filed."""
    del after
    return _did(ctx, order, "file_record")


@step("shopify", repeats="harmless")
def show_record(ctx: Context, order: Order, *, after: Did) -> Did:
    """Do as if the record was shown."""
    del after
    return _did(ctx, order, "show_record")


@flow("bench.hold", concern=ORDER_REVIEW, decides=1)
def hold(order: Order, case: Case) -> None:
    del case
    one = stop(order)
    two = show(order, after=one)
    inquire(order, after=two)


@flow("bench.record", concern=RECORD)
def record(order: Order, case: Case) -> None:
    del case
    one = open_record(order)
    two = file_record(order, after=one)
    show_record(order, after=two)


STEPS = {"bench.hold": ("stop", "show", "inquire"), "bench.record": ("open_record", "file_record", "show_record")}
