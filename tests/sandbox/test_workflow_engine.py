"""Walking deployed models: gateways, listeners, receive tasks, timers, ends."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.bpmn_models import as_xml, flow, model, timer, user_task
from tests.sandbox.callers import OrderReview, SandboxClient

START = '<startEvent id="start"/>'
END = '<endEvent id="end"/>'
TASKS = "/workflow/v1/tasks"
EXECUTIONS = "/workflow/v1/process-instances/executions"
DAY = 24 * 3600

Run = Callable[..., OrderReview]


@pytest.fixture
def run(sandbox: SandboxClient) -> Run:
    """Deploy a process of `body` and start it with `variables`."""

    def deploy_and_start(body: str, **variables: Any) -> OrderReview:
        deployed = sandbox.api("POST", "/workflow/v1/runtime/models", as_xml(model(body)))
        assert 201 == deployed.status, deployed.json
        sent = [{"name": name, "value": value} for name, value in variables.items()]
        started = sandbox.api(
            "POST", "/workflow/v1/process-instances", {"processDefinitionKey": "small", "variables": sent}
        )
        assert 201 == started.status, started.json
        return OrderReview(sandbox, started.json["id"], "")

    return deploy_and_start


def open_tasks(process: OrderReview) -> list[str]:
    listed = process.sandbox.api("GET", TASKS, processInstanceId=process.id).json
    return [task["taskDefinitionKey"] for task in listed.get("_embedded", {"tasks": []})["tasks"]]


def advance(process: OrderReview, seconds: float) -> None:
    process.sandbox.control("POST", "/clock", {"advance_seconds": seconds})
    process.sandbox.token = ""  # A token lives an hour, and time was moved.


@pytest.mark.parametrize(
    ("condition", "variables", "expected"),
    [
        ("${level == 'HIGH'}", {"level": "HIGH"}, "yes"),
        ("${level == 'HIGH'}", {"level": "LOW"}, "no"),
        ('${level != "HIGH"}', {"level": "LOW"}, "yes"),
        ("${level == 'A' || level == 'B' && amount == 3}", {"level": "A", "amount": 7}, "yes"),
        ("${(level == 'A' || level == 'B') &amp;&amp; amount == 3}", {"level": "A", "amount": 7}, "no"),
        ("${!known}", {"known": False}, "yes"),
        ("${known == true}", {"known": True}, "yes"),
        ("${amount == 1.5}", {"amount": 1.5}, "yes"),
        ("${note == null}", {"note": "x"}, "no"),
    ],
)
def test_a_gateway_takes_the_way_whose_condition_holds(
    run: Run, condition: str, variables: dict[str, Any], expected: str
) -> None:
    condition = condition.replace("&&", "&amp;&amp;")
    process = run(
        START + '<exclusiveGateway id="which" default="otherwise"/>' + user_task("yes") + user_task("no") + END
        + flow("start", "which") + flow("which", "yes", condition)
        + flow("which", "no", flow_id="otherwise") + flow("yes", "end") + flow("no", "end"),
        **variables,
    )  # fmt: skip

    assert [expected] == open_tasks(process)


def test_a_gateway_without_an_open_way_fails_and_leaves_the_task_open(run: Run) -> None:
    process = run(
        START + user_task("ask") + '<exclusiveGateway id="which"/>' + user_task("a") + END + flow("start", "ask")
        + flow("ask", "which") + flow("which", "a", "${word == 'a'}") + flow("which", "end", "${word == 'b'}")
        + flow("a", "end"),
        word="c",
    )  # fmt: skip

    refused = process.act(process.open_task(), "complete")

    assert 500 == refused.status
    assert ["ask"] == open_tasks(process)
    assert [] == process.sandbox.effects("task_completed")


def test_an_unknown_name_in_a_condition_fails_the_action(run: Run) -> None:
    process = run(
        START + user_task("ask") + '<exclusiveGateway id="which" default="otherwise"/>' + END
        + flow("start", "ask") + flow("ask", "which") + flow("which", "ask", "${nothing == 'a'}")
        + flow("which", "end", flow_id="otherwise")
    )  # fmt: skip

    assert 500 == process.act(process.open_task(), "complete").status


def test_a_process_that_asks_nobody_has_ended_in_the_answer(sandbox: SandboxClient, run: Run) -> None:
    process = run(START + END + flow("start", "end"))

    history = process.history().json
    assert "end" == history["endActivityId"]
    assert 404 == sandbox.api("GET", f"/workflow/v1/process-instances/{process.id}").status


def test_a_circle_without_people_is_given_up(sandbox: SandboxClient) -> None:
    body = (
        START + '<exclusiveGateway id="a" default="round"/><exclusiveGateway id="b"/>' + END + flow("start", "a")
        + flow("a", "end", "${1 == 2}") + flow("a", "b", flow_id="round") + flow("b", "a")
    )  # fmt: skip
    sandbox.api("POST", "/workflow/v1/runtime/models", as_xml(model(body)))

    started = sandbox.api("POST", "/workflow/v1/process-instances", {"processDefinitionKey": "small"})

    assert 500 == started.status
    assert [] == sandbox.effects("process_started")


def test_who_completes_a_task_is_noted_when_the_model_says_so(run: Run) -> None:
    listener = (
        '<flowable:taskListener event="complete" expression="${task.setVariable(\'who\', authenticatedUserId)}"/>'
        '<flowable:executionListener event="start" expression="${execution.setVariable(\'who\', null)}"/>'
    )
    process = run(START + user_task("ask", inner=listener) + END + flow("start", "ask") + flow("ask", "end"))

    process.act(process.open_task(), "complete")

    assert {"who": "sandbox-client"} == {
        variable["name"]: variable["value"] for variable in process.history().json["variables"]
    }


WAITING = (
    START + '<receiveTask id="goods"/>' + user_task("inspect") + END
    + flow("start", "goods") + flow("goods", "inspect") + flow("inspect", "end")
)  # fmt: skip


def waiting_execution(process: OrderReview) -> str:
    found = process.sandbox.api("GET", EXECUTIONS, processInstanceId=process.id).json["_embedded"]["executions"]
    assert [None, "goods"] == [one["activityId"] for one in found]
    return str(found[1]["id"])


def test_a_receive_task_waits_for_its_trigger(sandbox: SandboxClient, run: Run) -> None:
    process = run(WAITING)
    execution = waiting_execution(process)
    body = {"action": "trigger", "variables": [{"name": "received", "value": 2}]}

    answers = [sandbox.api("PUT", f"{EXECUTIONS}/{execution}", body).status for _ in range(2)]

    assert [204, 404] == answers
    assert ["inspect"] == open_tasks(process)
    assert [execution] == [effect["key"] for effect in sandbox.effects("execution_triggered")]


def test_a_trigger_is_refused_where_nothing_waits_for_it(sandbox: SandboxClient, run: Run) -> None:
    process = run(WAITING)
    execution = waiting_execution(process)
    assert 400 == sandbox.api("PUT", f"{EXECUTIONS}/{execution}", {"action": "signal"}).status
    sandbox.api("PUT", f"{EXECUTIONS}/{execution}", {"action": "trigger"})
    listed = sandbox.api("GET", EXECUTIONS, processInstanceId=process.id).json["_embedded"]["executions"]

    at_the_task = sandbox.api("PUT", f"{EXECUTIONS}/{listed[1]['id']}", {"action": "trigger"})

    assert 500 == at_the_task.status
    assert ["inspect"] == open_tasks(process)


def test_an_ended_instance_has_no_executions(sandbox: SandboxClient, run: Run) -> None:
    process = run(WAITING)
    execution = waiting_execution(process)

    sandbox.api("DELETE", f"/workflow/v1/process-instances/{process.id}")

    assert "_embedded" not in sandbox.api("GET", EXECUTIONS, processInstanceId=process.id).json
    assert 404 == sandbox.api("PUT", f"{EXECUTIONS}/{execution}", {"action": "trigger"}).status


def reminding(*, cancels: bool, everything: bool = False) -> str:
    end = '<endEvent id="end"><terminateEventDefinition/></endEvent>' if everything else END
    return (
        START + user_task("ask") + timer("late", "ask", "P1DT1H", cancels=cancels) + user_task("remind") + end
        + '<endEvent id="reminded"/>' + flow("start", "ask") + flow("ask", "end") + flow("late", "remind")
        + flow("remind", "reminded")
    )  # fmt: skip


def test_a_reminder_opens_a_task_beside_the_late_one_once(sandbox: SandboxClient, run: Run) -> None:
    process = run(reminding(cancels=False))

    advance(process, DAY)
    before = open_tasks(process)
    advance(process, 3601)

    assert (["ask"], ["ask", "remind"]) == (before, open_tasks(process))
    advance(process, 9 * DAY)
    assert ["ask", "remind"] == open_tasks(process)
    assert ["late"] == [effect["detail"]["event"] for effect in sandbox.effects("timer_fired")]


def test_a_process_goes_on_until_both_its_ways_have_ended(run: Run) -> None:
    process = run(reminding(cancels=False))
    advance(process, 2 * DAY)
    tasks = process.sandbox.api("GET", TASKS, processInstanceId=process.id).json["_embedded"]["tasks"]

    process.act(tasks[1], "complete")
    still = process.history().json["endTime"]
    process.act(tasks[0], "complete")

    assert still is None
    assert "end" == process.history().json["endActivityId"]


def test_a_terminating_end_takes_the_reminder_with_it(run: Run) -> None:
    process = run(reminding(cancels=False, everything=True))
    advance(process, 2 * DAY)
    tasks = process.sandbox.api("GET", TASKS, processInstanceId=process.id).json["_embedded"]["tasks"]

    process.act(tasks[0], "complete")

    assert "end" == process.history().json["endActivityId"]
    assert [] == open_tasks(process)


def test_a_cancelling_timer_takes_the_task_away(run: Run) -> None:
    process = run(reminding(cancels=True))
    task = process.open_task()

    advance(process, 2 * DAY)

    assert ["remind"] == open_tasks(process)
    assert 404 == process.act(task, "complete").status


def test_a_task_that_was_completed_in_time_reminds_nobody(sandbox: SandboxClient, run: Run) -> None:
    process = run(reminding(cancels=False))
    process.act(process.open_task(), "complete")

    advance(process, 2 * DAY)

    assert [] == open_tasks(process)
    assert [] == sandbox.effects("timer_fired")


def test_the_timer_of_a_suspended_process_waits_until_it_is_activated(sandbox: SandboxClient, run: Run) -> None:
    process = run(reminding(cancels=False))
    path = f"/workflow/v1/process-instances/{process.id}"
    sandbox.api("PUT", path, {"action": "suspend"})

    advance(process, 2 * DAY)
    suspended = open_tasks(process)
    sandbox.api("PUT", path, {"action": "activate"})

    assert (["ask"], ["ask", "remind"]) == (suspended, open_tasks(process))


def test_each_timer_fires_at_its_own_time(run: Run) -> None:
    process = run(
        START + user_task("ask") + user_task("remind") + user_task("warn") + END
        + timer("soon", "ask", "PT1H", cancels=False) + timer("later", "ask", "P9D", cancels=False)
        + flow("start", "ask") + flow("ask", "end") + flow("soon", "remind") + flow("later", "warn")
        + flow("remind", "end") + flow("warn", "end")
    )  # fmt: skip

    advance(process, 2 * 3600)
    first = open_tasks(process)
    advance(process, 9 * DAY)

    assert (["ask", "remind"], ["ask", "remind", "warn"]) == (first, open_tasks(process))
