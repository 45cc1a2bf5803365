"""Whether a process can be walked from its start to its ends, checked once when it is deployed."""

from collections.abc import Iterator

from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.process import Node, Process


def check_process(process: Process) -> None:
    """Raise `EngineError` 400 that names what keeps the process from running."""
    for problem in _problems(process):
        raise EngineError(400, f"Errors while parsing: {problem}")


def _problems(process: Process) -> Iterator[str]:
    for flow in process.flows:
        for end in (flow.source, flow.target):
            if end not in process.nodes:
                yield f"flow {flow.id!r} touches {end!r}, which does not exist"
                return
    for node in process.nodes.values():
        yield from _problems_of(process, node)
    lost = process.nodes.keys() - _reached(process)
    if lost:
        yield f"{min(lost)!r} cannot be reached"


def _problems_of(process: Process, node: Node) -> Iterator[str]:
    flows = process.flows_from(node.id)
    if node.kind == "endEvent":
        if flows:
            yield f"{node.id!r} is an end, yet something follows it"
    elif not flows:
        yield f"nothing follows {node.id!r}"
    elif node.kind != "exclusiveGateway" and (len(flows) > 1 or flows[0].condition):
        yield f"more than one way, or a condition, after {node.id!r}, which is no exclusive gateway"
    if node.default_flow and node.default_flow not in {flow.id for flow in flows}:
        yield f"the default of {node.id!r} is not one of its flows"
    if node.kind == "exclusiveGateway" and len(flows) > 1:
        for flow in flows:
            if flow.condition is None and flow.id != node.default_flow:
                yield f"flow {flow.id!r} needs a condition"


def _reached(process: Process) -> set[str]:
    reached, ahead = set[str](), [process.start]
    while ahead:
        place = ahead.pop()
        if place not in reached:
            reached.add(place)
            ahead += [flow.target for flow in process.flows_from(place)]
            ahead += [timer.id for timer in process.nodes[place].timers]
    return reached
