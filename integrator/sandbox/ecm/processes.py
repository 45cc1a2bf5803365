"""Running workflows: one approval step each, ended by a disposition (contract extended-ecm, section 9)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from integrator.sandbox.ecm.drafts import Draft, Drafts, filled_in
from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import EcmError, NameTaken, invalid, missing, wrong_type
from integrator.sandbox.ecm.maps import MapModel, map_of_id
from integrator.sandbox.ecm.nodes import ATTACHMENTS_VOLUME, FOLDER, SHORTCUT, Node, Nodes
from integrator.sandbox.world import World

Process = dict[str, Any]

RUNNING, SUSPENDED, STOPPED, COMPLETED, ARCHIVED = "running", "suspended", "stopped", "completed", "archived"
TASK_ID = 1
_CHANGES = {
    "suspend": ({RUNNING}, SUSPENDED),
    "resume": ({SUSPENDED}, RUNNING),
    "stop": ({RUNNING, SUSPENDED}, STOPPED),
    "archive": ({COMPLETED, STOPPED}, ARCHIVED),
}


class Processes:
    def __init__(self, world: World, nodes: Nodes, drafts: Drafts, effects: EcmEffects) -> None:
        self._world = world
        self._nodes = nodes
        self._drafts = drafts
        self._effects = effects

    def all(self) -> list[Process]:
        """Return every process that was not deleted, oldest first."""
        return self._world.db.all("ecm_process")

    def get(self, process_id: int) -> Process:
        """Return a process; raises 400."""
        process = self._world.db.get("ecm_process", str(process_id))
        if process is None:
            raise unknown_process()
        return process

    def initiate(self, draft: Draft, *, comment: str = "") -> Process:
        """Start what the draft holds; the draft is used up."""
        self._drafts.forget(draft)
        return self.start(draft, comment=comment)

    def start(self, wanted: Mapping[str, Any], *, comment: str = "") -> Process:
        """Start a workflow with title, due date, attributes and attached documents as a draft has them."""
        model = self._drafts.model(wanted["map_id"])
        now = self._world.clock.now()
        process = {
            "id": self._nodes.next_id(),
            "map_id": model.id,
            "title": wanted["title"] or model.name,
            "values": wanted["values"],
            "documents": wanted["documents"],
            "initiator": wanted["user_id"],
            "initiated_at": now.isoformat(),
            "due": wanted["due"],
            "step_due": f"{now + model.patience:%Y-%m-%dT%H:%M:%S}" if model.patience else None,
            "assignee": model.assignee,
            "state": RUNNING,
            "activities": [],
        }
        self._attach(process)
        self._note(process, "start", wanted["user_id"], comment)
        self._record("process_initiated", process, key=process["title"])
        return process

    def act(self, process: Process, action: str, fields: Mapping[str, Any], *, user_id: int) -> None:
        """Forward the open step, or change its attributes; raises 400 for what the step does not offer."""
        self._check_turn(process, user_id)
        match action:
            case "formUpdate":
                values = fields.get("values")
                if not isinstance(values, dict):
                    raise wrong_type("values")
                process["values"] |= filled_in(self._model(process), values)
                self._put(process)
            case "Delegate":
                assignee = self._world.db.get("ecm_member", str(fields.get("assignee")))
                if assignee is None:
                    raise missing("assignee")
                process["assignee"] = assignee["id"]
                self._note(process, "forward", user_id, str(fields.get("comment") or ""), user=assignee["id"])
            case _:
                raise invalid()

    def dispose(self, process: Process, disposition: str, comment: str, *, user_id: int) -> None:
        """End the open step, and with it the process, by one of the map's dispositions; raises 400."""
        self._check_turn(process, user_id)
        if disposition not in self._model(process).dispositions:
            raise invalid()
        process["state"] = COMPLETED
        self._note(process, "disposition", user_id, comment, event=disposition.lower(), label=disposition)
        self._record("process_disposed", process, key=str(process["id"]), disposition=disposition)

    def change_status(self, process: Process, status: str) -> None:
        """Suspend, resume, stop or archive; raises 400 for a change that its state does not allow."""
        if status not in _CHANGES:
            raise invalid()
        allowed, new = _CHANGES[status]
        if process["state"] not in allowed:
            raise EcmError(400, "No permission to change the status of the process")
        process["state"] = new
        self._put(process)
        self._record(f"process_{new}", process, key=str(process["id"]))

    def delete(self, process: Process) -> None:
        """Forget a process, whatever its state."""
        self._world.db.delete("ecm_process", str(process["id"]))
        self._record("process_deleted", process, key=str(process["id"]))

    def status_key(self, process: Process) -> str:
        """Return the status as the API tells it: `ontime` or `workflowlate` while nobody decided."""
        if process["state"] != RUNNING:
            return str(process["state"])
        due = min((date for date in (process["due"], process["step_due"]) if date), default=None)
        is_late = due is not None and datetime.fromisoformat(due).replace(tzinfo=UTC) < self._world.clock.now()
        return "workflowlate" if is_late else "ontime"

    def workspace_of(self, process: Process) -> Node | None:
        """Find the business workspace around the documents that the process is about."""
        return self._nodes.workspace_of(self._about(process))

    def _model(self, process: Process) -> MapModel:
        return self._drafts.model(process["map_id"])

    def _check_turn(self, process: Process, user_id: int) -> None:
        """A step is open to the one in whose inbox it lies."""
        if process["state"] != RUNNING or process["assignee"] != user_id:
            raise unknown_process()

    def _attach(self, process: Process) -> None:
        """Attached documents are shortcuts in a folder of their own."""
        user_id = process["initiator"]
        folder = self._nodes.add(FOLDER, ATTACHMENTS_VOLUME, str(process["id"]), user_id=user_id)
        process["attachment_folder"] = folder["id"]
        for document_id in process["documents"]:
            original = self._nodes.get(document_id)
            try:
                self._nodes.add(SHORTCUT, folder["id"], original["name"], user_id=user_id, original_id=document_id)
            except NameTaken as error:
                text = "An error occured creating the alias in the workflow attachments."
                raise EcmError(400, text) from error

    def _note(self, process: Process, action: str, user_id: int, comment: str, **properties: Any) -> None:
        process["activities"].append(
            {
                "action": action,
                "action_properties": properties,
                "comment": comment,
                "user_id": user_id,
                "date": f"{self._world.clock.now():%Y-%m-%dT%H:%M:%S}",
            }
        )
        self._put(process)

    def _about(self, process: Process) -> Node:
        """Return the first attached node that is still there, or else the map."""
        for node_id in (*process["documents"], process["map_id"]):
            node = self._world.db.get("ecm_node", str(node_id))
            if node and not node["is_deleted"]:
                return node
        raise unknown_process()

    def _record(self, operation: str, process: Process, *, key: str, **detail: Any) -> None:
        model = map_of_id(process["map_id"])
        more = {"process": process["id"], "map": model.name if model else "", **detail}
        self._effects.record(operation, self._about(process), key=key, **more)

    def _put(self, process: Process) -> None:
        self._world.db.put("ecm_process", str(process["id"]), process)


def unknown_process() -> EcmError:
    return EcmError(400, "Could not access task status")
