"""Search through an index that lags behind the repository (contract extended-ecm, section 11)."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrator.sandbox.ecm.lql import Entry, parse, words_in
from integrator.sandbox.ecm.nodes import Node, Nodes
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Hit:
    """An item as it is, and the regions under which the index knew it."""

    node: Node
    regions: dict[str, Any]


class Search:
    """An item is as the index last saw it, and the index sees a change only after the configured delay."""

    def __init__(self, world: World, nodes: Nodes) -> None:
        self._world = world
        self._nodes = nodes

    def find(self, where: str, *, look_for: str, within: str, below: list[int]) -> list[Hit]:
        """Find items by words or a query; raises 400 for a query that cannot be read."""
        condition = parse(where, look_for)
        self._catch_up()
        hits = []
        for kept in self._world.db.all("ecm_index"):
            entry = Entry(regions=kept["regions"], metadata=kept["metadata"], content=kept["content"], within=within)
            is_below = not below or any(place in kept["ancestors"] for place in below)
            node = self._world.db.get("ecm_node", str(kept["id"]))
            if node and is_below and condition(entry):
                hits.append(Hit(node, kept["regions"]))
        return hits

    def _catch_up(self) -> None:
        """Index what changed longer ago than the delay."""
        delay = timedelta(seconds=read_switches(self._world.db).ecm_index_seconds)
        until = self._world.clock.now() - delay
        for node in self._world.db.all("ecm_node"):
            kept = self._world.db.get("ecm_index", str(node["id"]))
            is_known = bool(kept) and kept["token"] == node["token"] if kept else False
            if datetime.fromisoformat(node["modify_date"]) > until or (is_known and not node["is_deleted"]):
                continue
            if node["is_deleted"]:
                self._world.db.delete("ecm_index", str(node["id"]))
            else:
                self._world.db.put("ecm_index", str(node["id"]), self._entry(node))

    def _entry(self, node: Node) -> dict[str, Any]:
        ancestors = self._nodes.ancestors(node)
        values = {
            f"Attr_{key}": value
            for kept in node["categories"].values()
            for key, value in kept["values"].items()
            if value is not None
        }
        regions = {
            "OTName": node["name"],
            "OTSubType": node["type"],
            "OTDataID": node["id"],
            "OTLocation": " ".join(str(place) for place in ancestors),
            "OTCreatedBy": node["create_user_id"],
            "OTObjectDate": node["modify_date"][:10].replace("-", ""),
            **values,
        }
        texts = [node["name"], node["description"], *map(str, values.values())]
        return {
            "id": node["id"],
            "token": node["token"],
            "ancestors": ancestors,
            "regions": regions,
            "metadata": [word for text in texts for word in words_in(text)],
            "content": self._content(node),
        }

    def _content(self, node: Node) -> list[str]:
        """Only plain text can be read; for other formats the real server has filters."""
        latest = node["versions"][-1] if node["versions"] else None
        if latest is None or not latest["mime_type"].startswith("text/"):
            return []
        kept = self._world.db.get("ecm_content", f"{node['id']}/{latest['version_number']}")
        return words_in(base64.b64decode(kept["base64"]).decode(errors="replace")) if kept else []
