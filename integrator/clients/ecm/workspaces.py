"""
Business workspaces: one per business object, found and opened by it.

Source: contracts/opentext/extended-ecm, sections 7 and 13. [documented, seen in code]
"""

from collections.abc import Mapping
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import first_result, read_workspace, read_workspace_types, results_of
from integrator.clients.ecm.categories import Categories, unknown
from integrator.clients.ecm.connection import Connection, form
from integrator.clients.ecm.mishaps import NotFound
from integrator.clients.ecm.models import Workspace, WorkspaceType
from integrator.clients.ecm.names import node_name, path_part
from integrator.clients.ecm.paging import rows_of
from integrator.clients.errors import RemoteError
from integrator.clients.shapes import read_shape


class Workspaces:
    """The workspaces of one external system connection, such as `SHOPIFY`."""

    def __init__(self, connection: Connection, categories: Categories, *, ext_system: str) -> None:
        self._connection = connection
        self._categories = categories
        self._ext_system = path_part(ext_system)
        self._types: dict[str, WorkspaceType] = {}

    def find_workspace(self, bo_type: str, bo_id: str) -> Workspace | None:
        """
        Find the workspace of a business object; repeating is harmless, it only reads.

        Args:
            bo_type: `Order`, `Customer`, `Case`, `Product`.
            bo_id: the digits of the Shopify id, or for a case such as `return-1`.

        Raises:
            NameFormatError: type or id hold more than letters, digits, `-` and `_`.

        Source: contracts/opentext/extended-ecm, section 7, find by business object. [seen in code]
        """
        return self._find("find_workspace", bo_type, bo_id)

    def open_workspace(
        self,
        bo_type: str,
        bo_id: str,
        *,
        name: str,
        type_name: str,
        categories: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Workspace:
        """
        Find the workspace of a business object, or create it.

        Idempotent by (external system, type, id), which the server keeps unique. After any error the
        business object is looked up once more, because a lost answer, a lost race and a real failure look
        alike.

        Args:
            bo_type: as in `find_workspace`.
            bo_id: as in `find_workspace`.
            name: of a new workspace; the server may be set to generate names itself.
            type_name: of the workspace type, whose first template is used and whose location is fixed.
            categories: values of a new workspace, by category and attribute name; a present one keeps its
                own.

        Raises:
            NameFormatError: the server would not take name, type or id.
            UnknownName: no workspace type, category or attribute has this name.

        Source: contracts/opentext/extended-ecm, sections 7 and 13. [documented]
        """
        operation = "open_workspace"
        found = self._find(operation, bo_type, bo_id)
        if found:
            return found
        workspace_type = self._type(operation, type_name)
        document: dict[str, Any] = {
            "wksp_type_id": workspace_type.id,
            "template_id": workspace_type.template_id,
            "name": node_name(name),
            "ext_system_id": self._ext_system,
            "bo_type": bo_type,
            "bo_id": bo_id,
        }
        if categories:
            # The template carries the same categories as the workspaces made from it.
            values = self._categories.values_for_new(operation, categories, like=workspace_type.template_id)
            document["roles"] = {"categories": values}
        try:
            answer = self._connection.send(operation, create_request(document))
            workspace_id = read_shape(answer, lambda created: int(first_result(created)["id"]))
        except RemoteError:
            found = self._find(operation, bo_type, bo_id)
            if found is None:
                raise
            return found
        return Workspace(id=workspace_id, name=name)

    def relate(self, parent_id: int, child_id: int) -> None:
        """
        Make one workspace the child of another, such as an order's of its customer's.

        Idempotent by the pair: related workspaces are left alone, and an error counts as success when a
        second look finds the pair.

        Raises:
            NotFound: one of the workspaces is missing or hidden.

        Source: contracts/opentext/extended-ecm, sections 7 and 13. [documented]
        """
        if self._is_related(parent_id, child_id):
            return
        try:
            self._connection.send("relate", relate_request(parent_id, child_id))
        except RemoteError:
            if not self._is_related(parent_id, child_id):
                raise

    def _find(self, operation: str, bo_type: str, bo_id: str) -> Workspace | None:
        path = f"/v2/externalsystems/{self._ext_system}/botypes/{path_part(bo_type)}/boids/{path_part(bo_id)}"
        try:
            answer = self._connection.send(operation, Request("GET", path))
        except NotFound:
            return None
        found = read_shape(answer, lambda document: [read_workspace(row) for row in results_of(document)])
        return min(found, key=lambda workspace: workspace.id, default=None)

    def workspace_types(self) -> frozenset[str]:
        """
        List the names of the workspace types that have a template; repeating is harmless.

        Source: contracts/opentext/extended-ecm, section 7. [documented]
        """
        return frozenset(self._read_types("workspace_types"))

    def _type(self, operation: str, name: str) -> WorkspaceType:
        if name not in self._types:
            self._types = self._read_types(operation)
        if name not in self._types:
            raise unknown(operation, "workspace type with a template", name)
        return self._types[name]

    def _read_types(self, operation: str) -> dict[str, WorkspaceType]:
        return read_shape(self._connection.send(operation, types_request()), read_workspace_types)

    def _is_related(self, parent_id: int, child_id: int) -> bool:
        related = rows_of(self._connection, "relate", related_request(parent_id), read_workspace)
        return any(child_id == workspace.id for workspace in related)


def create_request(document: Mapping[str, Any]) -> Request:
    """Create a workspace."""
    return Request("POST", "/v2/businessworkspaces", data=form(document))


def types_request() -> Request:
    """List the workspace types with their templates."""
    return Request("GET", "/v2/businessworkspacetypes", params={"expand_templates": "true"})


def relate_request(parent_id: int, child_id: int) -> Request:
    """Relate two workspaces; these values go as plain form fields. [documented]"""
    fields = {"rel_bw_id": str(child_id), "rel_type": "child"}
    return Request("POST", f"/v2/businessworkspaces/{parent_id}/relateditems", data=fields)


def related_request(parent_id: int) -> Request:
    """List a workspace's children."""
    params = {"where_relationtype": "child", "include_total_count": "true"}
    return Request("GET", f"/v2/businessworkspaces/{parent_id}/relateditems", params=params)
