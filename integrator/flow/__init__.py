"""
The flow language: a flow is a function that is read once, at import, into a plan.

Inside the function each step call adds a line to the plan and returns a placeholder for the later value. Branches are
`with when(...)`; an `if` on a placeholder fails at import and says so.
"""

from integrator.flow.endings import Again, Cancel, Parked, Snooze, Wait
from integrator.flow.language import Flow, FlowError, flow, when
from integrator.flow.needs import Need
from integrator.flow.plan import Line, Plan
from integrator.flow.registry import find_flow, find_step, flows, get_step, load_flows
from integrator.flow.steps import Step, step

__all__ = [
    "Again",
    "Cancel",
    "Flow",
    "FlowError",
    "Line",
    "Need",
    "Parked",
    "Plan",
    "Snooze",
    "Step",
    "Wait",
    "find_flow",
    "find_step",
    "flow",
    "flows",
    "get_step",
    "load_flows",
    "step",
    "when",
]
