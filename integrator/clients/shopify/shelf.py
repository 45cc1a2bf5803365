"""Shopify's files: bringing bytes there, waiting until they are ready, finding them again."""

from collections.abc import Sequence

from pydantic import Field

from integrator.clients.answers import Request
from integrator.clients.errors import Garbled, Unreachable
from integrator.clients.http import Http
from integrator.clients.shopify.addresses import is_usable
from integrator.clients.shopify.documents import (
    FILE_CREATE,
    FILE_STATUS,
    FILE_UPDATE,
    FILES_SEARCH,
    STAGED_UPLOADS_CREATE,
)
from integrator.clients.shopify.graphql import GraphQL
from integrator.clients.shopify.ids import check_id
from integrator.clients.shopify.lists import quoted
from integrator.clients.shopify.models import StoredFile
from integrator.clients.shopify.nodes import Node, Text

_FEW = 10
_KINDS = ("GenericFile", "MediaImage")


class _TargetNode(Node):
    url: str
    resource_url: str


class _StagedPayload(Node):
    staged_targets: list[_TargetNode] = Field(min_length=1, max_length=1)


class _FileNode(Node):
    id: str
    file_status: str


class _FilesPayload(Node):
    files: list[_FileNode] = Field(min_length=1, max_length=1)


class _ImageNode(Node):
    url: Text


class _ErrorNode(Node):
    code: str


class _StateNode(_FileNode):
    url: Text = ""
    image: _ImageNode | None = None
    file_errors: list[_ErrorNode]


class _StatesData(Node):
    nodes: list[_StateNode | None]


class _FoundNode(Node):
    nodes: list[_FileNode]


class _SearchData(Node):
    files: _FoundNode


class Shelf:
    """The part of `Shopify` that is about files."""

    _graphql: GraphQL
    _files: Http

    def put_file(self, filename: str, content: bytes, *, mime: str, alt: str) -> StoredFile:
        """
        Bring a file to Shopify under a name that we choose; it is ready later, see `file_state`.

        Idempotent by `filename`: a repeat replaces the file of this name and keeps its id. The file is public to
        anybody who knows its address.

        Raises:
            Unreachable: the upload did not arrive; nothing was made of it.

        Source: contracts/shopify/api, 9 and 11. [documented], [seen in code]
        """
        target = self._stage(filename, len(content), mime)
        request = Request("PUT", target.url, headers={"Content-Type": mime}, data=content)
        answer = self._files.send("put_file", request)
        if answer.status not in {200, 201, 204}:
            raise Unreachable(f"status {answer.status}", system=self._files.system, operation="put_file")
        wanted = {
            "originalSource": target.resource_url,
            "contentType": "IMAGE" if mime.startswith("image/") else "FILE",
            "filename": filename,
            "duplicateResolutionMode": "REPLACE",
            "alt": alt,
        }
        (made,) = self._graphql.change(FILE_CREATE, {"files": [wanted]}, "fileCreate", _FilesPayload).files
        return StoredFile(id=made.id, status=made.file_status)

    def file_state(self, file_id: str) -> StoredFile | None:
        """
        Say whether a file is UPLOADED, PROCESSING, READY or FAILED; None for an unknown one.

        Repeating it is harmless. Source: contracts/shopify/api, 7. [documented]
        """
        variables = {"ids": [check_id(file_id, *_KINDS)]}
        nodes = self._graphql.ask(FILE_STATUS, variables, _StatesData).nodes
        node = nodes[0] if nodes else None
        if node is None:
            return None
        url = node.url or (node.image.url if node.image else "")
        return StoredFile(
            id=node.id, status=node.file_status, url=url, errors=tuple(error.code for error in node.file_errors)
        )

    def find_file(self, filename: str) -> StoredFile | None:
        """Find the newest file of this name. The list lags behind writes. Repeating it is harmless."""
        variables = {"query": f"filename:{quoted(filename)}", "first": _FEW}
        nodes = self._graphql.ask(FILES_SEARCH, variables, _SearchData).files.nodes
        return StoredFile(id=nodes[0].id, status=nodes[0].file_status) if nodes else None

    def show_file_on(self, file_id: str, product_ids: Sequence[str]) -> None:
        """
        Show a ready file among the media of products; those that show it already stay as they are.

        Repeating it is harmless. Source: contracts/shopify/flows, F7. [documented]
        """
        products = [check_id(each, "Product") for each in product_ids]
        wanted = {"id": check_id(file_id, *_KINDS), "referencesToAdd": products}
        self._graphql.change(FILE_UPDATE, {"files": [wanted]}, "fileUpdate", _FilesPayload)

    def _stage(self, filename: str, size: int, mime: str) -> _TargetNode:
        wanted = {
            "filename": filename,
            "mimeType": mime,
            "resource": "FILE",
            "fileSize": str(size),
            "httpMethod": "PUT",
        }
        variables = {"input": [wanted]}
        payload = self._graphql.change(STAGED_UPLOADS_CREATE, variables, "stagedUploadsCreate", _StagedPayload)
        (target,) = payload.staged_targets
        if not is_usable(target.url, scheme=self._graphql.scheme):
            raise Garbled("the address for the upload cannot be used", system="shopify", operation="put_file")
        return target
