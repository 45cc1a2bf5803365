"""A process as the JSON that the platform's modeler works on: shapes with stencil and properties (workflow.md 2.3)."""

from typing import Any

from integrator.sandbox.workflow.process import Node, Process

_STENCILS = {
    "startEvent": "StartNoneEvent",
    "userTask": "UserTask",
    "receiveTask": "ReceiveTask",
    "exclusiveGateway": "ExclusiveGateway",
    "endEvent": "EndNoneEvent",
    "boundaryEvent": "BoundaryTimerEvent",
}


def model_json(process: Process) -> dict[str, Any]:
    """Return the model's properties and shapes. [seen in code; the form of the shapes is reduced]"""
    return {
        "stencil": {"id": "BPMNDiagram"},
        "properties": {
            "process_id": process.key,
            "name": process.name,
            "documentation": process.documentation,
            "isexecutable": True,
        },
        "childShapes": [_shape(process, node) for node in process.nodes.values()],
    }


def _shape(process: Process, node: Node) -> dict[str, Any]:
    return {
        "resourceId": node.id,
        "stencil": {"id": _STENCILS[node.kind]},
        "properties": {
            "name": node.name,
            "possibleoutcomes": ",".join(node.outcomes),
            "outcomevariable": node.outcome_variable,
        },
        "outgoing": [{"resourceId": flow.id} for flow in process.flows_from(node.id)],
        "childShapes": [],
    }
