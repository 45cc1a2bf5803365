"""The reviewers' desk: open tasks by group, and one process with its facts, papers, history and decision."""

import json
from typing import Any

from starlette.requests import Request
from starlette.routing import Route

from integrator.sandbox.database import Document
from integrator.sandbox.pages import timeline
from integrator.sandbox.pages.files.sources import sources
from integrator.sandbox.pages.showing import Form, NotHereError, Pages, View
from integrator.sandbox.shopify.gids import gid
from integrator.sandbox.workflow.control import decide_task, open_tasks
from integrator.sandbox.workflow.engine import ENDED, RUNNING, TASK
from integrator.sandbox.workflow.models import model_to_start
from integrator.sandbox.world import World

_ENDED_SHOWN = 50
_FIELDS = frozenset({"outcome", "reason", "by", "detail"})
_ORDER = gid("Order", "")


def routes(pages: Pages) -> list[Route]:
    desk = _Desk(pages.world)
    return [
        pages.page("/desk", desk.tasks),
        pages.page("/desk/{instance}", desk.process),
        pages.action("/desk/{instance}/tasks/{task}", desk.decide, desk.process),
    ]


class _Desk:
    def __init__(self, world: World) -> None:
        self._world = world
        self._sources = sources(world)

    def tasks(self, _request: Request) -> View:
        """Show what waits for people, by group, then what waits for the connector, then what has ended."""
        db, groups = self._world.db, dict[str, list[dict[str, Any]]]()
        for task in open_tasks(self._world):
            for group in task["groups"]:
                groups.setdefault(group, []).append(task)
        human = {task["id"] for tasks in groups.values() for task in tasks}
        return View(
            "desk.html",
            {
                "groups": dict(sorted(groups.items())),
                "connector": [task for task in db.all(TASK) if task["id"] not in human],
                "ended": db.all(ENDED)[: -_ENDED_SHOWN - 1 : -1],
            },
        )

    def process(self, request: Request) -> View:
        instance = self._instance(request)
        tasks = [task for task in open_tasks(self._world) if task["instance_id"] == instance["id"]]
        variables = {name: variable["value"] for name, variable in instance["variables"].items()}
        number = _order_number(variables)
        return View(
            "process.html",
            {
                "instance": instance,
                "definition": model_to_start(self._world, key=None, model_id=instance["definitionId"])["name"],
                "tasks": tasks,
                "variables": variables,
                "order": self._order_path(variables, number),
                "files": {source: source.about(number) if number else [] for source in self._sources.values()},
                "effects": timeline.of_process(self._world, instance["id"]),
            },
        )

    def decide(self, request: Request, form: Form) -> str:
        if unknown := form.keys() - _FIELDS:
            raise ValueError(f"unknown field {min(unknown)!r}")
        instance = self._instance(request)
        wanted: dict[str, Any] = {name: value.strip() for name, value in form.items() if value.strip()}
        if "detail" in wanted:
            wanted["detail"] = _json(wanted["detail"])
        decide_task(self._world, str(request.path_params["task"]), wanted)
        return f"/desk/{instance['id']}"

    def _instance(self, request: Request) -> Document:
        instance_id = str(request.path_params["instance"])
        instance = self._world.db.get(RUNNING, instance_id) or self._world.db.get(ENDED, instance_id)
        if instance is None:
            raise NotHereError("There is no such process.")
        return instance

    def _order_path(self, variables: dict[str, Any], number: str) -> str:
        store = variables.get("shop")
        return f"/store/{store}/orders/{number}" if number and store in self._world.config.stores else ""


def _order_number(variables: dict[str, Any]) -> str:
    """Return the number of the order that a process is about; empty when it is about something else."""
    subject = variables.get("subject_gid")
    number = subject.removeprefix(_ORDER) if isinstance(subject, str) and subject.startswith(_ORDER) else ""
    return number if number.isdecimal() else ""


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError("detail is no JSON") from error
