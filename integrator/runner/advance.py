"""Where a run goes next: the first line after the present one whose conditions hold."""

from typing import Any

from integrator.cases import Case
from integrator.events.order import Order
from integrator.flow import Line, Plan
from integrator.flow.plan import holds
from integrator.ledger.runs import Position


def next_position(
    plan: Plan, start: int, *, case: Case, order: Order, params: dict[str, Any], values: dict[str, Any]
) -> tuple[Position, list[tuple[int, Line]]]:
    """Return the position of the next line from index `start` on, and the lines passed over because of a condition."""
    passed: list[tuple[int, Line]] = []
    for index in range(start, len(plan.lines)):
        line = plan.lines[index]
        if holds(line, case=case, order=order, params=params, values=values):
            return Position(index, line.key, line.queue), passed
        passed.append((index, line))
    return Position(len(plan.lines), "", ""), passed
