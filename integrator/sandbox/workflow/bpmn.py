"""Read BPMN 2.0 XML into a process that the engine can walk; refuse what it could not (workflow.md 2.3, 8)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from integrator.sandbox.workflow.bpmn_check import check_process
from integrator.sandbox.workflow.errors import EngineError
from integrator.sandbox.workflow.expressions import ExpressionError, read_expression
from integrator.sandbox.workflow.process import Flow, Node, Process, Timer

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ENGINE = "{http://flowable.org/bpmn}"
_NODES = ("startEvent", "userTask", "receiveTask", "exclusiveGateway", "endEvent", "boundaryEvent")
_OTHERS = ("documentation", "extensionElements", "dataObject", "sequenceFlow", "textAnnotation", "association")
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_TYPES = {"string": "string", "boolean": "boolean", "int": "integer", "long": "long", "datetime": "date"}


@lru_cache(maxsize=128)
def read_model(text: str) -> Process:
    """Return the one executable process of a model; raises `EngineError` 400 for what the engine cannot run."""
    try:
        element = _process_element(text)
        process = _read_process(element)
    except (ExpressionError, RecursionError) as error:
        raise EngineError(400, f"Errors while parsing: {error}") from error
    check_process(process)
    return process


def _process_element(text: str) -> Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise EngineError(400, "Errors while parsing: a model must not declare entities")
    try:
        root = fromstring(text.encode())  # noqa: S314 - entities are refused above, and only loopback sends models.
    except (ParseError, ValueError) as error:
        raise EngineError(400, "Errors while parsing: this is no XML") from error
    found = [one for one in root.findall(f"{_BPMN}process") if one.get("isExecutable", "true") == "true"]
    if root.tag != f"{_BPMN}definitions" or len(found) != 1:
        raise EngineError(400, "Errors while parsing: a model needs definitions with one executable process")
    return found[0]


def _read_process(element: Element) -> Process:
    for child in element:
        if _kind(child) not in _NODES + _OTHERS:
            raise EngineError(400, f"Errors while parsing: {_kind(child)!r} is not part of the sandbox's engine")
    nodes = [_node(child, element) for child in element if _kind(child) in _NODES]
    flows = tuple(_flow(child) for child in element.findall(f"{_BPMN}sequenceFlow"))
    names = [node.id for node in nodes] + [flow.id for flow in flows]
    if len(set(names)) < len(names):
        raise EngineError(400, "Errors while parsing: an id is used twice")
    starts = [node.id for node in nodes if node.kind == "startEvent"]
    if len(starts) != 1:
        raise EngineError(400, "Errors while parsing: a process needs one start event")
    return Process(
        key=_needed(element, "id"),
        name=element.get("name") or _needed(element, "id"),
        documentation=(element.findtext(f"{_BPMN}documentation") or "").strip(),
        start=starts[0],
        nodes={node.id: node for node in nodes},
        flows=flows,
        variables=dict(_data(child) for child in element.findall(f"{_BPMN}dataObject")),
    )


def _node(element: Element, process: Element) -> Node:
    due = element.get(f"{_ENGINE}dueDate")
    outcomes = _extension(element, "possibleoutcomes")
    groups = element.get(f"{_ENGINE}candidateGroups", "")
    return Node(
        id=_needed(element, "id"),
        kind=_kind(element),
        name=element.get("name", ""),
        groups=tuple(read_expression(group) for group in groups.split(",") if group.strip()),
        due=None if due is None else read_expression(due),
        outcomes=tuple(pair.rpartition(":")[2].strip() for pair in outcomes.split(",") if pair.strip()),
        outcome_variable=_extension(element, "outcomevariable"),
        on_start=tuple(_listeners(element, "executionListener", "start")),
        on_complete=tuple(_listeners(element, "taskListener", "complete")),
        timers=tuple(_timers(_needed(element, "id"), process)),
        default_flow=element.get("default", ""),
        ends_everything=element.find(f"{_BPMN}terminateEventDefinition") is not None,
    )


def _flow(element: Element) -> Flow:
    condition = element.findtext(f"{_BPMN}conditionExpression")
    return Flow(
        id=_needed(element, "id"),
        source=_needed(element, "sourceRef"),
        target=_needed(element, "targetRef"),
        condition=None if condition is None else read_expression(condition),
    )


def _listeners(element: Element, kind: str, event: str) -> Iterator[Any]:
    for one in element.iterfind(f"{_BPMN}extensionElements/{_ENGINE}{kind}"):
        if one.get("event") != event or not one.get("expression"):
            raise EngineError(400, f"Errors while parsing: a {kind} needs event {event!r} and an expression here")
        yield read_expression(one.get("expression", ""))


def _timers(task: str, process: Element) -> Iterator[Timer]:
    for event in process.findall(f"{_BPMN}boundaryEvent"):
        duration = event.findtext(f"{_BPMN}timerEventDefinition/{_BPMN}timeDuration", "").strip()
        parts = _DURATION.fullmatch(duration)
        if not parts or not any(parts.groups()):
            raise EngineError(400, "Errors while parsing: a boundary event needs a timer with a duration")
        if event.get("attachedToRef") == task:
            days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
            after = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
            yield Timer(_needed(event, "id"), after, cancels=event.get("cancelActivity", "true") == "true")


def _data(element: Element) -> tuple[str, dict[str, Any]]:
    kind = _TYPES.get(element.get("itemSubjectRef", "").rpartition(":")[2])
    if kind is None:
        raise EngineError(400, "Errors while parsing: a data object has a type that the sandbox does not know")
    value = _extension(element, "value") or None
    if value is not None and kind != "string":
        raise EngineError(400, "Errors while parsing: only texts may begin with a value in the sandbox")
    return _needed(element, "name"), {"type": kind, "value": value, "scope": "global"}


def _extension(element: Element, name: str) -> str:
    return element.findtext(f"{_BPMN}extensionElements/{_ENGINE}{name}", "").strip()


def _needed(element: Element, attribute: str) -> str:
    value = element.get(attribute)
    if not value:
        raise EngineError(400, f"Errors while parsing: {_kind(element)} has no {attribute}")
    return value


def _kind(element: Element) -> str:
    return str(element.tag).removeprefix(_BPMN)
