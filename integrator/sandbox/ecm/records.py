"""Records management: classifying a document (contract extended-ecm, section 10)."""

from collections.abc import Mapping
from typing import Any

from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import EcmError, edit_conflict, missing
from integrator.sandbox.ecm.nodes import CLASSIFICATION, Node, Nodes


class Records:
    def __init__(self, nodes: Nodes, effects: EcmEffects) -> None:
        self._nodes = nodes
        self._effects = effects

    def of(self, node: Node) -> dict[str, Any]:
        """Return the answer of the read call: classifications, and the token that the next change needs."""
        kept = node.get("record")
        data = [{**kept, "file_status": "Active"}] if kept else []
        return {
            "data": data,
            "rm_metadataToken": str(node["token"]),
            "canRMClassify": True,
            "canFinalize": bool(kept),
        }

    def classify(self, node: Node, class_id: int, values: Mapping[str, Any], *, user_id: int) -> None:
        """Classify a node; the same class again is no change. Raises 400 without, 409 with a stale token."""
        token = values.get("rm_metadataToken")
        if token is None:
            raise missing("rm_metadataToken")
        classification = self._nodes.get(class_id)
        if classification["type"] != CLASSIFICATION:
            raise EcmError(400, f"Could not get a node for {class_id}")
        if node.get("record", {}).get("rmclassification_id") == class_id:
            return
        if str(token) != str(node["token"]):
            raise edit_conflict()
        node["record"] = {
            "rmclassification_id": class_id,
            "rmclassification_name": classification["name"],
            "file_number": None,
            "rsi": None,
            "record_date": values.get("record_date"),
            "official": values.get("official") in (True, "true"),
        }
        self._nodes.touch(node, user_id)
        self._effects.record("classified", node, key=f"{node['id']}/{class_id}", name=classification["name"])
