"""How instances, tasks, comments and models look from outside (workflow.md 2.3, 3, 7, 11)."""

from datetime import datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.switches import read_switches
from integrator.sandbox.workflow.dates import render_date
from integrator.sandbox.workflow.engine import get_running
from integrator.sandbox.workflow.variables import show_variables
from integrator.sandbox.world import World


class Views:
    """Renders documents for one service, `runtime` or `history`, in the date notation that is switched on."""

    def __init__(self, world: World, service: str) -> None:
        self._world = world
        self._service = service
        self._notation = read_switches(world.db).date_notation

    def instance(self, instance: Document, *, with_variables: bool) -> dict[str, Any]:
        ended = "endTime" in instance
        return {
            **self._common(instance, with_variables=with_variables),
            "activityId": instance["activityId"],
            "suspended": instance["suspended"],
            "ended": ended,
            "completed": ended and instance["deleteReason"] is None,
            "links": [],
        }

    def historic(self, instance: Document, *, with_variables: bool) -> dict[str, Any]:
        end = instance.get("endTime")
        return {
            **self._common(instance, with_variables=with_variables),
            "endTime": self._date(end),
            "durationInMillis": None if end is None else _milliseconds(instance["startTime"], end),
            "startActivityId": "start",
            "endActivityId": instance.get("endActivityId"),
            "deleteReason": instance.get("deleteReason"),
            "links": [],
        }

    def task(self, task: Document, *, with_variables: bool) -> dict[str, Any]:
        instance = get_running(self._world, task["instanceId"])
        groups = [{"type": "candidate", "user": None, "group": group} for group in task["groups"]]
        users = [{"type": "candidate", "user": user, "group": None} for user in task["users"]]
        shown = {
            "id": task["id"],
            "name": task["name"],
            "description": task["description"],
            "assignee": task["assignee"],
            "owner": task["owner"],
            "assignments": groups + users,
            "category": task["category"],
            "claimTime": self._date(task["claimTime"]),
            "createTime": self._date(task["createTime"]),
            "delegationState": task["delegationState"],
            "dueDate": self._date(task["dueDate"]),
            "executionId": task["executionId"],
            "formKey": None,
            "links": [],
            "parentTaskId": None,
            "priority": task["priority"],
            "processInstanceId": task["instanceId"],
            "processDefinitionId": task["definitionId"],
            "taskDefinitionKey": task["key"],
            "suspended": instance["suspended"],
            "tenantId": self._world.config.tenant,
        }
        if with_variables:
            shown["variables"] = self.variables(instance)
        return shown

    def variables(self, instance: Document) -> list[dict[str, Any]]:
        return show_variables(instance["variables"], self._notation, service=self._service)

    def comment(self, comment: dict[str, Any]) -> dict[str, Any]:
        return {**comment, "time": self._date(comment["time"])}

    def _common(self, instance: Document, *, with_variables: bool) -> dict[str, Any]:
        return {
            "id": instance["id"],
            "name": instance["name"],
            "businessKey": instance["businessKey"] or None,
            "processDefinitionId": instance["definitionId"],
            "processDefinitionName": instance["definitionName"],
            "processDefinitionDescription": None,
            "startTime": self._date(instance["startTime"]),
            "startUserId": instance["startUserId"],
            "dueDate": None,
            "superProcessInstanceId": None,
            "subscriptionId": "sandbox",
            "tenantId": self._world.config.tenant,
            "callbackId": None,
            "callbackType": None,
            "referenceId": None,
            "referenceType": None,
            "comments": [self.comment(comment) for comment in instance["comments"]],
            "variables": self.variables(instance) if with_variables else [],
        }

    def _date(self, moment: str | None) -> str | None:
        return None if moment is None else render_date(moment, self._notation, service=self._service)


def show_model(model: Document) -> dict[str, Any]:
    return {name: model[name] for name in ("id", "key", "name", "version")}


def _milliseconds(start: str, end: str) -> int:
    return int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() * 1000)
