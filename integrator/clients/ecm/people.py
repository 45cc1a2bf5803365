"""
People in the roles of a workspace.

Source: contracts/opentext/extended-ecm, sections 7 and 8. [documented, seen in code]
"""

from collections.abc import Mapping
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import properties_of, results_of
from integrator.clients.ecm.categories import unknown
from integrator.clients.ecm.connection import Connection
from integrator.clients.errors import RemoteError
from integrator.clients.shapes import read_shape

Roles = Mapping[str, tuple[int, frozenset[int]]]
"""Role id and the ids of its members, by the role's name."""


class People:
    """Puts users and groups into the roles that a workspace's template brought along."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._members: dict[str, int] = {}

    def add_role_member(self, workspace_id: int, role: str, member: str) -> None:
        """
        Put a user or group into a role of a workspace.

        Idempotent by (workspace, role, member): somebody who is in the role is left alone, and an error counts
        as success when a second look finds the member there.

        Args:
            workspace_id: of the workspace.
            role: its name in the template, such as `Finance`.
            member: login name of a user, or name of a group; what it means is read once per process.

        Raises:
            UnknownName: the workspace has no such role, or nobody has this name.
            NotFound: the workspace is missing or hidden.

        Source: contracts/opentext/extended-ecm, sections 7 and 13. [documented]
        """
        role_id, members = self._role(workspace_id, role)
        member_id = self._member(member)
        if member_id in members:
            return
        try:
            self._connection.send("add_role_member", add_request(workspace_id, role_id, member_id))
        except RemoteError:
            if member_id not in self._role(workspace_id, role)[1]:
                raise

    def _role(self, workspace_id: int, name: str) -> tuple[int, frozenset[int]]:
        answer = self._connection.send("add_role_member", roles_request(workspace_id))
        roles = read_shape(answer, _read_roles)
        if name not in roles:
            raise unknown("add_role_member", "role in this workspace", name)
        return roles[name]

    def _member(self, name: str) -> int:
        if name not in self._members:
            answer = self._connection.send("add_role_member", members_request(name))
            found = read_shape(answer, _read_members)
            if name not in found:
                raise unknown("add_role_member", "user or group", name)
            self._members[name] = found[name]
        return self._members[name]


def roles_request(workspace_id: int) -> Request:
    """List the roles of a workspace with their members."""
    return Request("GET", f"/v2/businessworkspaces/{workspace_id}/roles", params={"fields": "members"})


def members_request(name: str) -> Request:
    """Look a user or group up by name."""
    return Request("GET", "/v2/members", params={"where_name": name})


def add_request(workspace_id: int, role_id: int, member_id: int) -> Request:
    """Add a member to a role; the value goes as a plain form field. [documented]"""
    return Request(
        "POST", f"/v2/businessworkspaces/{workspace_id}/roles/{role_id}/members", data={"id": str(member_id)}
    )


def _read_roles(document: Any) -> Roles:
    return {
        properties_of(result)["name"]: (
            int(properties_of(result)["id"]),
            frozenset(int(member["id"]) for member in result["data"].get("members") or []),
        )
        for result in results_of(document)
    }


def _read_members(document: Any) -> dict[str, int]:
    return {properties_of(result)["name"]: int(properties_of(result)["id"]) for result in results_of(document)}
