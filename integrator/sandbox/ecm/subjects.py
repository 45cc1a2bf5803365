"""Plain classifications: by what a document is about (contract extended-ecm, sections 5 and 10)."""

from typing import Any

from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import EcmError, wrong_type
from integrator.sandbox.ecm.nodes import SUBJECT, Node, Nodes


class Subjects:
    def __init__(self, nodes: Nodes, effects: EcmEffects) -> None:
        self._nodes = nodes
        self._effects = effects

    def of(self, node: Node) -> list[Node]:
        return [self._nodes.get(subject_id) for subject_id in node.get("subjects", [])]

    def wanted(self, values: dict[str, Any]) -> list[int]:
        """Return the ids in `roles.classifications.id` of a creation; raises 400 for wrong ones."""
        roles = values.get("roles") or {}
        asked = roles.get("classifications") or {}
        ids = asked.get("id") if isinstance(asked, dict) else None
        if asked and not isinstance(ids, list):
            raise wrong_type("classifications")
        return self.checked(ids or [])

    def checked(self, ids: list[Any]) -> list[int]:
        """Return the ids of classifications; raises 400 when one of them is something else."""
        numbers = [as_number(one, "class_id") for one in ids]
        for subject in [self._nodes.get(number) for number in numbers]:
            if subject["type"] != SUBJECT:
                raise EcmError(400, f"Could not get a node for {subject['id']}")
        return numbers

    def set(self, node: Node, ids: list[int], *, user_id: int) -> None:
        """Replace the list of a node; the same list again is no change."""
        if sorted(ids) == sorted(node.get("subjects", [])):
            return
        node["subjects"] = ids
        self._nodes.touch(node, user_id)
        self._effects.record("classifications_set", node, key=f"{node['id']}/{node['token']}", ids=ids)
