"""Extended ECM as a tree of files: workspaces with their roles, documents with their versions and categories."""

import re

from integrator.sandbox.ecm.errors import EcmError
from integrator.sandbox.ecm.nodes import DOCUMENT, ENTERPRISE, TYPE_NAMES, Node
from integrator.sandbox.ecm.state import Ecm
from integrator.sandbox.pages.files import ecm_tables, tree
from integrator.sandbox.world import World

_NUMBER = re.compile(r"\d+")


class EcmFiles:
    """A `TreeSource` over the emulated repository, from the Enterprise Workspace down."""

    word = "ecm"
    title = "Extended ECM"
    root = str(ENTERPRISE)

    def __init__(self, world: World) -> None:
        self._ecm = Ecm(world)

    def find(self, node_id: str) -> tree.Node | None:
        node = self._node(node_id)
        if node is None:
            return None
        return tree.Node(
            id=str(node["id"]),
            name=node["name"],
            kind=TYPE_NAMES[node["type"]],
            path=self._path(node),
            entries=[self._entry(child) for child in self._ecm.nodes.children(node["id"])],
            related=[self._entry(other) for other in self._ecm.relations.of(node, {"parent", "child"})],
            versions=[_version(kept) for kept in reversed(node["versions"])],
            tables=ecm_tables.of_node(self._ecm, node),
        )

    def content(self, node_id: str, version: str) -> tree.Content | None:
        node = self._node(node_id)
        if node is None or node["type"] != DOCUMENT:
            return None
        for kept in reversed(node["versions"]):
            if version in {"", str(kept["version_number"])}:
                return tree.Content(kept["file_name"], kept["mime_type"], self._ecm.versions.content(node, kept))
        return None

    def about(self, number: str) -> list[tree.Entry]:
        found = []
        for node in self._ecm.workspaces.all():
            if node["business_object"] and number in _NUMBER.findall(node["business_object"]["bo_id"]):
                found += [self._entry(node), *map(self._entry, self._documents(node))]
        return found

    def _documents(self, node: Node) -> list[Node]:
        """Return every document below `node`, folder by folder."""
        found: list[Node] = []
        for child in self._ecm.nodes.children(node["id"]):
            found += [child] if child["type"] == DOCUMENT else self._documents(child)
        return found

    def _node(self, node_id: str) -> Node | None:
        try:
            return self._ecm.nodes.get(int(node_id))
        except (EcmError, ValueError):
            return None

    def _path(self, node: Node) -> list[tree.Entry]:
        above = []
        while node["parent_id"] > 0:
            node = self._ecm.nodes.get(node["parent_id"])
            above.append(self._entry(node))
        return above[::-1]

    def _entry(self, node: Node) -> tree.Entry:
        count = len(node["versions"])
        detail = f"{count} version{'s' * (count > 1)}" if count else node["description"]
        return tree.Entry(str(node["id"]), node["name"], TYPE_NAMES[node["type"]], node["modify_date"], detail)


def _version(kept: Node) -> tree.Version:
    return tree.Version(
        word=str(kept["version_number"]),
        file_name=kept["file_name"],
        mime=kept["mime_type"],
        size_bytes=kept["file_size"],
        created=kept["create_date"],
        note=kept["description"],
    )
