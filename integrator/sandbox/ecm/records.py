"""Records management: what makes a document a record with a retention schedule (contract extended-ecm, section 10)."""

from collections.abc import Mapping
from typing import Any

from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import EcmError, edit_conflict, missing, not_allowed
from integrator.sandbox.ecm.model import SCHEDULES
from integrator.sandbox.ecm.nodes import CLASSIFICATION, Node, Nodes
from integrator.sandbox.world import World

Values = Mapping[str, Any]

_DETAILS = ("rsi", "essential", "storage", "record_date", "status_date", "received_date", "subject", "originator")
_STATUS_NAMES = ("status", "file_status")
"""The specification says `status`, servers and their client say `file_status`."""


class Records:
    def __init__(self, world: World, nodes: Nodes, effects: EcmEffects) -> None:
        self._world = world
        self._nodes = nodes
        self._effects = effects

    def of(self, node: Node) -> dict[str, Any]:
        """Return the answer of the read call: classifications, and the token that the next change needs."""
        kept = node.get("record")
        shown = {name: value for name, value in kept.items() if name != "is_final"} if kept else {}
        return {
            "data": [shown] if kept else [],
            "rm_metadataToken": str(node["token"]),
            "canRMClassify": not kept,
            "canRemoveClass": bool(kept),
            "canFinalize": bool(kept) and not is_final(node),
        }

    def classify(self, node: Node, class_id: int, values: Values, *, user_id: int) -> None:
        """Classify a node; the same class again is no change. Raises 400 without, 409 with a stale token."""
        token = _token(values)
        classification = self._nodes.get(class_id)
        if classification["type"] != CLASSIFICATION:
            raise EcmError(400, f"Could not get a node for {class_id}")
        if node.get("record", {}).get("rmclassification_id") == class_id:
            return
        _check_token(node, token)
        schedule = next((one for one in SCHEDULES if one.class_id == class_id), None)
        today = f"{self._world.clock.now():%Y-%m-%d}T00:00:00"
        node["record"] = {
            "rmclassification_id": class_id,
            "rmclassification_name": classification["name"],
            "file_number": f"{class_id}-{node['id']}",
            "rsi": schedule.rsi if schedule else None,
            "record_date": today,
            "file_status": "ACTIVE",
            "status_date": today,
            "essential": "NR",
            "storage": "EL",
            "official": values.get("official") in (True, "true"),
            "is_final": False,
            **{name: values[name] for name in _DETAILS if values.get(name) is not None},
        }
        self._nodes.touch(node, user_id)
        self._effects.record("classified", node, key=f"{node['id']}/{class_id}", name=classification["name"])

    def change(self, node: Node, values: Values, *, user_id: int) -> None:
        """Change a record's details; raises 400 for what is no record or an unknown schedule, 409 when stale."""
        record = self._record(node)
        _check_token(node, _token(values))
        wanted = {name: values[name] for name in _DETAILS if values.get(name) is not None}
        status = next((values[name] for name in _STATUS_NAMES if values.get(name) is not None), None)
        if status is not None:
            wanted["file_status"] = status
        if values.get("official") is not None:
            wanted["official"] = values["official"] in (True, "true")
        if "rsi" in wanted:
            _check_schedule(wanted["rsi"])
        node["record"] = {**record, **wanted}
        self._nodes.touch(node, user_id)
        self._effects.record("record_changed", node, key=f"{node['id']}/{node['token']}", changed=sorted(wanted))

    def assign_schedule(self, node: Node, class_id: int, rsi: str, *, user_id: int) -> None:
        """Give a record another retention schedule than its classification's; raises 400."""
        record = self._record(node, class_id)
        _check_schedule(rsi)
        node["record"] = {**record, "rsi": rsi}
        self._nodes.touch(node, user_id)
        self._effects.record("schedule_assigned", node, key=f"{node['id']}/{rsi}")

    def remove(self, node: Node, class_id: int, *, user_id: int) -> None:
        """Take the classification off a node; raises 400 when it is not on it, 500 for a final record."""
        if self._record(node, class_id)["is_final"]:
            raise not_allowed()
        del node["record"]
        self._nodes.touch(node, user_id)
        self._effects.record("unclassified", node, key=f"{node['id']}/{class_id}")

    def finalize(self, node: Node, *, user_id: int) -> None:
        """Make a record final: from now on nothing of it changes. Once more is harmless."""
        record = self._record(node)
        if not record["is_final"]:
            node["record"] = {**record, "is_final": True, "official": True}
            self._nodes.touch(node, user_id)
            self._effects.record("record_finalized", node, key=str(node["id"]))

    def _record(self, node: Node, class_id: int | None = None) -> dict[str, Any]:
        record: dict[str, Any] | None = node.get("record")
        if record is None or class_id not in {None, record["rmclassification_id"]}:
            raise EcmError(400, "Cannot retrieve node")
        return record


def is_final(node: Node) -> bool:
    """Whether the node is a final record, whose name, content and place are fixed."""
    return bool(node.get("record", {}).get("is_final"))


def _token(values: Values) -> Any:
    token = values.get("rm_metadataToken")
    if token is None:
        raise missing("rm_metadataToken")
    return token


def _check_token(node: Node, token: Any) -> None:
    if str(token) != str(node["token"]):
        raise edit_conflict()


def _check_schedule(rsi: Any) -> None:
    if rsi not in {schedule.rsi for schedule in SCHEDULES}:
        raise EcmError(400, "Incorrect RSI specified.")
