"""A flow of four steps whose remote systems answer at once and do nothing."""

from pydantic import BaseModel

from integrator.cases import RECORD, Case
from integrator.context import Context
from integrator.events.order import Order
from integrator.flow import flow, step


class Did(BaseModel):
    """What a step returns."""

    word: str


@step("shopify", repeats="harmless")
def first(ctx: Context, order: Order) -> Did:
    """Do nothing."""
    del ctx, order
    return Did(word="first")


@step("shopify", repeats="harmless")
def second(ctx: Context, order: Order, *, after: Did) -> Did:
    """Do nothing."""
    del ctx, order, after
    return Did(word="second")


@step("shopify", repeats="harmless")
def third(ctx: Context, order: Order, *, after: Did) -> Did:
    """Do nothing."""
    del ctx, order, after
    return Did(word="third")


@step("shopify", repeats="harmless")
def fourth(ctx: Context, order: Order, *, after: Did) -> Did:
    """Do nothing."""
    del ctx, order, after
    return Did(word="fourth")


@flow("bench.four_steps", concern=RECORD)
def four_steps(order: Order, case: Case) -> None:
    del case
    one = first(order)
    two = second(order, after=one)
    three = third(order, after=two)
    fourth(order, after=three)
