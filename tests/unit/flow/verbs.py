"""A few verbs to write flows with; nobody performs them."""

from datetime import timedelta
from typing import Any

from pydantic import BaseModel

from integrator.cases import Case
from integrator.context import Context
from integrator.events.order import Order
from integrator.flow import Step, step


class Painted(BaseModel):
    """What the verbs return."""

    word: str
    by: str = ""


class Verbs:
    """Declares `paint` (harmless to repeat), `varnish` (never repeated) and `look` (waits, has a look-up)."""

    paint: Step[..., Any]
    varnish: Step[..., Any]
    look: Step[..., Any]

    def __init__(self) -> None:
        @step("ecm", repeats="harmless")
        def paint(ctx: Context, order: Order, *, color: str = "red", dries: timedelta = timedelta(0)) -> Painted:
            raise NotImplementedError

        @step("shopify", repeats="never")
        def varnish(ctx: Context, order: Order, *, painted: Painted) -> None:
            raise NotImplementedError

        @step("workflow", waits=True)
        def look(ctx: Context, case: Case) -> Painted:
            raise NotImplementedError

        @look.already
        def _(ctx: Context, case: Case) -> Painted | None:
            raise NotImplementedError

        self.paint, self.varnish, self.look = paint, varnish, look
