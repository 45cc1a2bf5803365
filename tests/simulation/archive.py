"""The simulated Extended ECM: one workspace per business object, folders, documents stored once per content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from integrator.clients.ecm.models import Document, Node, Workspace
from tests.simulation.store import STORE
from tests.simulation.systems import Ground


@dataclass
class _Place:
    """A workspace or folder."""

    id: int
    name: str
    subject: str
    documents: dict[str, list[str]] = field(default_factory=dict)
    """Name to the hashes of its versions."""
    categories: dict[str, dict[str, str]] = field(default_factory=dict)


class SimArchive:
    """The methods named as in `integrator.clients.ecm` are the API."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._places: dict[int, _Place] = {}
        self._by_key: dict[str, int] = {}

    def node_url(self, node_id: int) -> str:
        return f"https://ecm.example/app/nodes/{node_id}"

    def find_workspace(self, bo_type: str, bo_id: str) -> Workspace | None:
        def do() -> Workspace | None:
            found = self._by_key.get(f"{bo_type}/{bo_id}")
            return Workspace(id=found, name=self._places[found].name) if found else None

        return self.ground.read("ecm", "find_workspace", do)

    def open_workspace(
        self,
        bo_type: str,
        bo_id: str,
        *,
        name: str,
        type_name: str,
        categories: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Workspace:
        del type_name
        found = self.find_workspace(bo_type, bo_id)
        if found:
            return found
        key = f"{bo_type}/{bo_id}"

        def do() -> Workspace:
            # The server keeps (external system, type, id) unique.
            if key not in self._by_key:
                place = self._add(key, name, subject=f"SHOPIFY/{key}")
                place.categories = {one: dict(values) for one, values in (categories or {}).items()}
                self._record("workspace_created", place, key=place.subject)
                for category, values in place.categories.items():
                    self._record("categories_set", place, key=f"{place.id}/{category}", values=dict(values))
            return Workspace(id=self._by_key[key], name=name)

        return self.ground.change("ecm", "open_workspace", do)

    def open_folder(self, parent_id: int, name: str) -> Node:
        key = f"{parent_id}/{name}"

        def do() -> Node:
            if key not in self._by_key:
                self._record("folder_created", self._add(key, name, subject=self._places[parent_id].subject), key=key)
            return Node(id=self._by_key[key], name=name, type=0)

        return self.ground.change("ecm", "open_folder", do)

    def file_document(
        self,
        parent_id: int,
        name: str,
        content: bytes,
        *,
        mime: str,
        sha256: str,
        description: str = "",
        external_identity: str = "",
        external_date: datetime | None = None,
        categories: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Document:
        del content, mime, description, external_identity, external_date, categories
        place = self._places[parent_id]

        def do() -> Document:
            versions = place.documents.setdefault(name, [])
            created = not versions or versions[-1] != sha256
            if created:
                versions.append(sha256)
                operation = "document_created" if len(versions) == 1 else "version_added"
                key = name if len(versions) == 1 else f"{name}/{sha256}"
                self._record(operation, place, key=key, sha256=sha256, version=len(versions))
            return Document(
                node_id=parent_id * 1000 + len(place.documents),
                name=name,
                version=len(versions),
                sha256=sha256,
                created=created,
            )

        return self.ground.change("ecm", "file_document", do)

    def set_categories(self, node_id: int, category: str, values: Mapping[str, str]) -> None:
        place = self._places[node_id]

        def do() -> None:
            kept = place.categories.setdefault(category, {})
            if any(kept.get(name) != value for name, value in values.items()):
                kept.update(values)
                self._record("categories_set", place, key=f"{node_id}/{category}", values=dict(values))

        self.ground.change("ecm", "set_categories", do)

    def _add(self, key: str, name: str, *, subject: str) -> _Place:
        place = _Place(len(self._places) + 1, name, subject)
        self._places[place.id] = place
        self._by_key[key] = place.id
        return place

    def _record(self, operation: str, place: _Place, *, key: str, **detail: Any) -> None:
        self.ground.record("ecm", operation, key=key, subject=place.subject, store=STORE, node=place.id, **detail)
