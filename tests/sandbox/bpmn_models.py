"""Small models for the tests, and how a model is sent."""

import base64

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flowable="http://flowable.org/bpmn">'
    '<process id="{key}" name="{key}" isExecutable="true">'
)


def model(body: str, *, key: str = "small") -> str:
    """Return a process of `body`."""
    return f"{_HEAD.format(key=key)}{body}</process></definitions>"


def flow(source: str, target: str, condition: str = "", *, flow_id: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{flow_id or f"{source}-{target}"}" {ends}>{inner}</sequenceFlow>'


def user_task(task: str, *, group: str = "people", inner: str = "") -> str:
    extension = f"<extensionElements>{inner}</extensionElements>"
    return f'<userTask id="{task}" name="{task}" flowable:candidateGroups="{group}">{extension}</userTask>'


def timer(event: str, task: str, duration: str, *, cancels: bool) -> str:
    definition = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    flag = "true" if cancels else "false"
    return f'<boundaryEvent id="{event}" attachedToRef="{task}" cancelActivity="{flag}">{definition}</boundaryEvent>'


ONE_TASK = (
    '<startEvent id="start"/>' + user_task("ask") + '<endEvent id="end"/>' + flow("start", "ask") + flow("ask", "end")
)


def as_xml(text: str) -> dict[str, str]:
    """Return the body that deploys `text`."""
    return {"modelId": "m1", "modelType": "xml", "modelContent": base64.b64encode(text.encode()).decode()}
