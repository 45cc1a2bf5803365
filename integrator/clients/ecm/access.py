"""
Access to single folders, for the few that not every role of their workspace may see.

Source: contracts/opentext/extended-ecm, section 8. [documented]
"""

from collections.abc import Iterable, Mapping
from typing import Any

from integrator.clients.answers import Request
from integrator.clients.ecm.answers import results_of
from integrator.clients.ecm.connection import Connection, form
from integrator.clients.shapes import read_shape

RIGHTS = (
    "see",
    "see_contents",
    "modify",
    "edit_attributes",
    "add_items",
    "reserve",
    "add_major_version",
    "delete_versions",
    "delete",
    "edit_permissions",
)
"""The server's words, all of them."""

_ITEM_AND_BELOW = 2


class Access:
    """Narrows a folder to named members; everything else is left to the roles of the workspace's template."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def restrict_folder(self, folder_id: int, rights: Mapping[int, Iterable[str]]) -> None:
        """
        Let only these members, beside the owner, see a folder and what is in it.

        Idempotent by its outcome: what is as wanted already is left alone. The new members get their rights
        before the others lose theirs, so that a stop half-way leaves too many, never none.

        Args:
            folder_id: folder or workspace.
            rights: words of `RIGHTS` by the id of a user, a group or a workspace role; not empty.

        Raises:
            ValueError: an unknown right, or nobody who has one.
            NotFound: the folder or a member is missing or hidden.

        Source: contracts/opentext/extended-ecm, section 8. [documented]
        """
        wanted = {member: frozenset(words) for member, words in rights.items()}
        if not wanted or not all(words and words <= set(RIGHTS) for words in wanted.values()):
            raise ValueError("a restricted folder needs members with known rights")
        answer = self._connection.send("restrict_folder", Request("GET", f"/v2/nodes/{folder_id}/permissions"))
        custom, is_open = read_shape(answer, _read_entries)
        for member, words in wanted.items():
            if custom.get(member) != words:
                self._connection.send("restrict_folder", grant_request(folder_id, member, words))
        for kind in is_open:
            self._connection.send("restrict_folder", close_request(folder_id, kind))
        for member in custom.keys() - wanted.keys():
            self._connection.send("restrict_folder", withdraw_request(folder_id, member))


def grant_request(folder_id: int, member: int, rights: Iterable[str]) -> Request:
    """Give a member rights, in place of those it has."""
    ordered = [right for right in RIGHTS if right in rights]
    document = {"right_id": member, "permissions": ordered, "apply_to": _ITEM_AND_BELOW}
    return Request("POST", f"/v2/nodes/{folder_id}/permissions/custom", data=form(document))


def close_request(folder_id: int, kind: str) -> Request:
    """Take all rights from the public or the owner's group."""
    document = {"permissions": [], "apply_to": _ITEM_AND_BELOW}
    return Request("PUT", f"/v2/nodes/{folder_id}/permissions/{kind}", data=form(document))


def withdraw_request(folder_id: int, member: int) -> Request:
    """Take a member off the list."""
    params = {"apply_to": str(_ITEM_AND_BELOW)}
    return Request("DELETE", f"/v2/nodes/{folder_id}/permissions/custom/{member}", params=params)


def _read_entries(document: Any) -> tuple[dict[int, frozenset[str]], list[str]]:
    """The members' rights by id, and which of group and public have any."""
    entries = [result["data"]["permissions"] for result in results_of(document)]
    custom = {int(entry["right_id"]): frozenset(entry["permissions"]) for entry in entries if entry["type"] == "custom"}
    is_open = [entry["type"] for entry in entries if entry["type"] in {"group", "public"} and entry["permissions"]]
    return custom, is_open
