"""The simulated Workflow Service: the review process of our model, and the reviewers who answer in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from integrator.clients.workflow import ConnectorTask, Instance
from tests.simulation.store import STORE
from tests.simulation.systems import Ground

CANARY = "Erika Mustermann"
"""What a reviewer writes about the customer; it may stand with the decision and nowhere else."""
_INTERIM = frozenset({"correct", "request_info"})


@dataclass
class Process:
    """One instance: first its people have a task, then the connector has."""

    id: str
    business_key: str
    started: datetime
    variables: dict[str, Any]
    round: int = 1
    answer: dict[str, Any] | None = None
    """What people decided and the connector has not completed yet."""
    ended: bool = False
    comments: list[str] = field(default_factory=list)

    @property
    def task(self) -> str:
        return f"{self.id}-{self.round}"


class SimDesk:
    """The methods named as in `integrator.clients.workflow` are the API."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.processes: list[Process] = []

    # What reviewers do.

    def waiting(self, subject: str = "") -> list[Process]:
        """Return the processes whose people have not answered."""
        number = subject.rsplit("/", 1)[-1]
        return [one for one in self.processes if not one.ended and one.answer is None and number in one.business_key]

    def decide(self, process: Process, word: str, *, by: str = "reviewer@acme.example") -> None:
        process.answer = {
            "decision": word,
            "decision_reason": f"checked, {CANARY}",
            "decision_detail": {},
            "decided_by": by,
            "decided_at": self.ground.clock.now(),
        }

    # The API.

    def find_instance(self, definition_key: str, business_key: str) -> Instance | None:
        del definition_key

        def do() -> Instance | None:
            found = [one for one in self.processes if one.business_key == business_key]
            running = [one for one in found if not one.ended] or found
            return _shown(running[0]) if running else None

        return self.ground.read("workflow", "find_instance", do)

    def start(
        self, definition_key: str, business_key: str, *, name: str, variables: Mapping[str, object], comment: str = ""
    ) -> Instance:
        del definition_key, name, comment

        def do() -> Instance:
            number = len(self.processes) + 1
            process = Process(f"p{number}", business_key, self.ground.clock.now(), dict(variables))
            self.processes.append(process)
            self._record("process_started", process, key=business_key)
            return _shown(process)

        return self.ground.change("workflow", "start", do)

    def withdraw(self, definition_key: str, business_key: str, *, but: str = "", reason: str) -> list[str]:
        del definition_key
        found = [one for one in self.processes if one.business_key == business_key and not one.ended]
        others = [one for one in found if one.id != but]
        for process in others:
            self.cancel(process.id, reason)
        return [one.id for one in others]

    def cancel(self, instance_id: str, reason: str) -> None:
        process = self._get(instance_id)

        def do() -> None:
            if not process.ended:
                process.ended = True
                self._record("process_deleted", process, key=process.business_key, reason=reason)

        self.ground.change("workflow", "cancel", do)

    def set_variables(self, instance_id: str, values: Mapping[str, object]) -> None:
        process = self._get(instance_id)

        def do() -> None:
            for name, value in values.items():
                if process.variables.get(name) != value:
                    process.variables[name] = value
                    self._record("variable_set", process, key=name)

        self.ground.change("workflow", "set_variables", do)

    def comment(self, instance_id: str, text: str) -> None:
        process = self._get(instance_id)

        def do() -> None:
            if text not in process.comments:
                process.comments.append(text)
                self._record("comment_added", process, key=text)

        self.ground.change("workflow", "comment", do)

    def connector_tasks(self, definition_key: str) -> list[ConnectorTask]:
        del definition_key
        waiting = [one for one in self.processes if one.answer is not None and not one.ended]
        return self.ground.read("workflow", "connector_tasks", lambda: [_task(one) for one in waiting])

    def find_connector_task(self, business_key: str, definition_key: str) -> ConnectorTask | None:
        del definition_key

        def do() -> ConnectorTask | None:
            waiting = [one for one in self.processes if one.answer is not None and not one.ended]
            return next((_task(one) for one in waiting if one.business_key == business_key), None)

        return self.ground.read("workflow", "find_connector_task", do)

    def claim(self, task_id: str) -> bool:
        return bool(task_id)

    def complete(self, task_id: str, outcome: str, variables: Mapping[str, object]) -> bool:
        del variables

        def do() -> bool:
            process = next((one for one in self.processes if one.task == task_id), None)
            if process is None or process.ended or process.answer is None:
                return False
            self._record("task_completed", process, key=task_id, outcome=outcome)
            if outcome == "applied" and process.answer["decision"] in _INTERIM:
                process.round += 1
            else:
                process.ended = True
            process.answer = None
            return True

        return self.ground.change("workflow", "complete", do)

    def _get(self, instance_id: str) -> Process:
        return next(one for one in self.processes if one.id == instance_id)

    def _record(self, operation: str, process: Process, *, key: str, **detail: Any) -> None:
        self.ground.record(
            "workflow",
            operation,
            key=key,
            subject=process.business_key,
            store=STORE,
            instance=process.id,
            **detail,
        )


def _shown(process: Process) -> Instance:
    return Instance(id=process.id, business_key=process.business_key, started=process.started, ended=process.ended)


def _task(process: Process) -> ConnectorTask:
    return ConnectorTask(
        id=process.task,
        instance_id=process.id,
        business_key=process.business_key,
        created=process.started,
        variables={**process.variables, **(process.answer or {})},
    )
