"""Workflows that are filled in but not yet started (contract extended-ecm, section 9, way 2)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrator.sandbox.ecm.errors import EcmError, invalid, wrong_type
from integrator.sandbox.ecm.maps import MapModel, map_of_id
from integrator.sandbox.ecm.nodes import Nodes
from integrator.sandbox.world import World

Draft = dict[str, Any]

TITLE, DUE = "WorkflowForm_Title", "WorkflowForm_WorkflowDueDate"
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ?)?")


class Drafts:
    """A draft belongs to whoever made it, and is gone once it was started."""

    def __init__(self, world: World, nodes: Nodes) -> None:
        self._world = world
        self._nodes = nodes

    def create(self, map_id: int, document_ids: list[int], *, user_id: int) -> Draft:
        """Create a draft of a map; raises 400 for an unknown map or document."""
        self.model(map_id)
        for document_id in document_ids:
            self._nodes.get(document_id)
        draft = {
            "id": self._nodes.next_id(),
            "map_id": map_id,
            "documents": document_ids,
            "values": {},
            "title": "",
            "due": None,
            "user_id": user_id,
        }
        self._put(draft)
        return draft

    def get(self, draft_id: int, *, user_id: int) -> Draft:
        """Return a draft; raises 500 as the server does for one that is unknown, started or somebody else's."""
        draft = self._world.db.get("ecm_draft", str(draft_id))
        if draft is None or draft["user_id"] != user_id:
            raise EcmError(500, f"Could not get a draft workflow for {draft_id}")
        return draft

    def fill_in(self, draft: Draft, values: Any) -> None:
        """Set title, due date and attributes by their form fields; raises 400 for a field that the map lacks."""
        if not isinstance(values, dict):
            raise wrong_type("values")
        kept = filled_in(self.model(draft["map_id"]), values)
        draft["title"] = values.get(TITLE, draft["title"])
        draft["due"] = due_date(values[DUE]) if values.get(DUE) else draft["due"]
        draft["values"] |= kept
        self._put(draft)

    def forget(self, draft: Draft) -> None:
        self._world.db.delete("ecm_draft", str(draft["id"]))

    def model(self, map_id: int) -> MapModel:
        """Return a map; raises 400 for anything else."""
        model = map_of_id(map_id)
        if model is None:
            raise EcmError(400, "Error getting node from ID")
        return model

    def _put(self, draft: Draft) -> None:
        self._world.db.put("ecm_draft", str(draft["id"]), draft)


def filled_in(model: MapModel, values: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the attributes in form values by number; raises 400 for unknown fields and for what is no text."""
    kept: dict[str, str | None] = {}
    for field, value in values.items():
        if value is not None and not isinstance(value, str):
            raise wrong_type(field)
        if field in {TITLE, DUE}:
            continue
        number = model.attribute_number(field)
        if number is None:
            raise invalid()
        kept[str(number)] = value
    return kept


def due_date(text: str) -> str:
    """Return a due date as it is kept: local time of the server without a zone; raises 400."""
    if not _DATE.fullmatch(text):
        raise wrong_type(DUE)
    try:
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError as error:
        raise wrong_type(DUE) from error
    return f"{moment:%Y-%m-%dT%H:%M:%S}"
