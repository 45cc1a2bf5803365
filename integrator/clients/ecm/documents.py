"""
Documents and their versions, stored once per content.

Source: contracts/opentext/extended-ecm, sections 5 and 13. [documented, seen in code]
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result, properties_of, results_of
from integrator.clients.ecm.categories import Categories
from integrator.clients.ecm.connection import Connection
from integrator.clients.ecm.folders import DOCUMENT, Folders
from integrator.clients.ecm.mishaps import NameTaken
from integrator.clients.ecm.models import Document, Node
from integrator.clients.ecm.names import node_name
from integrator.clients.ecm.uploads import (
    Upload,
    create_request,
    provenance,
    stamp_in,
    stamped,
    version_request,
)
from integrator.clients.shapes import read_shape

HASH_ATTRIBUTE = "SHA-256"
"""Attribute, in whatever category, that holds a document's hash."""

_VERSIONS = 10
"""Newest versions that are read to find the newest of all."""


class Documents:
    """Files documents under a name that is their key, adds versions, reads both back."""

    def __init__(self, connection: Connection, folders: Folders, categories: Categories) -> None:
        self._connection = connection
        self._folders = folders
        self._categories = categories

    def find_document(self, parent_id: int, name: str) -> Document | None:
        """
        Find a document with its newest version and that version's hash; repeating is harmless, it only reads.

        The hash stands in the version's description. For a first version it may also stand in the document's
        own description or in the category attribute `SHA-256`; versions that people add later leave those
        untouched, so there they prove nothing.

        Raises:
            NotFound: the parent is missing or hidden.

        Source: contracts/opentext/extended-ecm, sections 5 and 13. [documented]
        """
        return self._find("find_document", parent_id, name)

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
        """
        Store `content` as the document `name`, as a new version when the name holds other content.

        Idempotent by (parent, name) and hash: the same content again adds nothing. The server does not keep
        two workers from adding the same version at once, so the caller must let one worker at a time file a
        document.

        Args:
            parent_id: folder or workspace.
            name: deterministic, with extension, such as `1001_invoice_20260105_1.pdf`.
            content: the whole file.
            mime: such as `application/pdf`.
            sha256: of `content`, 64 lower-case hex digits; it goes into the description.
            description: free words before the hash; cut where both would exceed 255 characters.
            external_identity: where the document came from, such as a Shopify gid.
            external_date: when it came into being there, with a zone; stored as UTC without one.
            categories: values by category and attribute name, set on every call.

        Returns:
            The document; `created` says whether this call added it or a version of it.

        Raises:
            ValueError: `sha256` is not the hash of `content`, or `mime` no MIME type.
            NameFormatError: the server would not take the name.
            NameTaken: something that is not a document has this name.
            UnknownName: no category or attribute has this name.

        Source: contracts/opentext/extended-ecm, sections 5 and 13. [documented]
        """
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("the hash does not belong to this content")
        upload = Upload(
            node_name(name),
            content,
            mime,
            stamped(description, sha256),
            provenance(external_identity, external_date),
        )
        try:
            document = self._create(parent_id, upload, sha256)
        except NameTaken:
            found = self._find("file_document", parent_id, name)
            if found is None:
                raise
            document = found if found.sha256 == sha256 else self._add_version(found, upload, sha256)
        for category, values in (categories or {}).items():
            self._categories.set_categories(document.node_id, category, values)
        return document

    def download(self, node_id: int, *, version: int | None = None) -> bytes:
        """
        Read the content of a document; repeating is harmless, it only reads.

        Args:
            node_id: of the document.
            version: its number, such as the one that was approved. None: the newest.

        Raises:
            NotFound: the document or version is missing or hidden.
            Garbled: it is larger than an answer may be.

        Source: contracts/opentext/extended-ecm, section 5, content. [seen in code]
        """
        return self._connection.send("download", content_request(node_id, version)).body

    def _create(self, parent_id: int, upload: Upload, sha256: str) -> Document:
        answer = self._connection.send("file_document", create_request(parent_id, upload))
        node_id = read_shape(answer, lambda document: int(properties_of(first_result(document))["id"]))
        return Document(node_id=node_id, name=upload.name, version=1, sha256=sha256, created=True)

    def _add_version(self, document: Document, upload: Upload, sha256: str) -> Document:
        answer = self._connection.send("file_document", version_request(document.node_id, upload))
        version = read_shape(answer, lambda it: int(first_result(it)["data"]["versions"]["version_number"]))
        return document.model_copy(update={"version": version, "sha256": sha256, "created": True})

    def _find(self, operation: str, parent_id: int, name: str) -> Document | None:
        node = self._folders.find_child(operation, parent_id, name, node_type=DOCUMENT)
        if node is None:
            return None
        answer = self._connection.send(operation, versions_request(node.id))
        number, description = read_shape(answer, _newest_version)
        sha256 = stamp_in(description)
        if not sha256 and number == 1:
            sha256 = self._hash_of_first(operation, node)
        return Document(node_id=node.id, name=node.name, version=number, sha256=sha256)

    def _hash_of_first(self, operation: str, node: Node) -> str:
        return stamp_in(node.description) or self._categories.find_value(operation, node.id, HASH_ATTRIBUTE)


def content_request(node_id: int, version: int | None) -> Request:
    """Read the bytes of a version, or of the newest."""
    place = f"/v1/nodes/{node_id}" if version is None else f"/v1/nodes/{node_id}/versions/{version}"
    return Request("GET", f"{place}/content", params={"action": "download"})


def versions_request(node_id: int) -> Request:
    """List the newest versions."""
    params = {"order": "desc", "page": "1", "limit": str(_VERSIONS)}
    return Request("GET", f"/v2/nodes/{node_id}/versions", params=params)


def _newest_version(document: Any) -> tuple[int, str]:
    versions = [result["data"]["versions"] for result in results_of(document)]
    newest = max(versions, key=lambda version: int(version["version_number"]))
    return int(newest["version_number"]), newest.get("description") or ""
