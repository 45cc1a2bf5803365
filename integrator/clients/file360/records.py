"""
Permissions of folders, retention and holds.

Source: contracts/opentext/file360, 5.3 rows 13, 15 and 16. [profile]
"""

from collections.abc import Sequence
from datetime import datetime

from integrator.clients.answers import Request
from integrator.clients.file360.connection import Connection
from integrator.clients.file360.folders import base_of
from integrator.clients.file360.models import Grant, Item, Permissions, Ref, RetentionPolicy
from integrator.clients.file360.names import path_id
from integrator.clients.file360.reading import read_item, read_permissions, read_policy
from integrator.clients.file360.uploads import write_date
from integrator.clients.shapes import read_shape


class Records:
    """Who gets in, and what has to stay."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def permissions(self, folder_id: str) -> Permissions:
        """Tell who may do what in a folder; repeating is harmless, it only reads."""
        request = Request("GET", f"/folders/{path_id(folder_id)}/permissions")
        return read_shape(self._connection.send("permissions", request), read_permissions)

    def set_permissions(self, folder_id: str, grants: Sequence[Grant], *, inherit: bool) -> Permissions:
        """
        Grant exactly `grants` in a folder; our own account keeps the folders that it made.

        Idempotent: the last grants win, equal ones change nothing.

        Args:
            folder_id: of the folder.
            grants: by users' and groups' ids, at most one for each.
            inherit: whether those of the folders above count as well; False closes the folder to everybody else.

        Raises:
            NotFound: the folder is gone.
            Refused: among others, when there is no such user or group.
        """
        rows = [{"principal": {"type": grant.type, "id": grant.id}, "role": grant.role} for grant in grants]
        body = {"inherit": inherit, "grants": rows}
        request = Request("PUT", f"/folders/{path_id(folder_id)}/permissions", json=body)
        return read_shape(self._connection.send("set_permissions", request), read_permissions)

    def retention_policies(self) -> list[RetentionPolicy]:
        """List the policies that the site's records managers have set up; repeating is harmless, it only reads."""
        return list(self._connection.rows_of("retention_policies", "/retentionpolicies", {}, read_policy))

    def set_retention(self, ref: Ref, policy: str, *, event_date: datetime | None = None) -> Item:
        """
        Put an item under a retention policy.

        Idempotent: the same policy and date again change nothing.

        Args:
            ref: the folder with everything in it, or the file.
            policy: its name at the site, such as `orders_10y`.
            event_date: the moment that a policy of the basis `event` counts from, with a zone; None for others.

        Raises:
            Refused: the policy is unknown, or would shorten what holds already (`codes` `invalid_state`).
            NotFound: the item is gone.
        """
        body = {"policy": policy, **({"event_date": write_date(event_date)} if event_date else {})}
        request = Request("PUT", f"{base_of(ref)}/retention", json=body)
        return read_shape(self._connection.send("set_retention", request), read_item)

    def hold(self, ref: Ref, *, reference: str, reason: str) -> Item:
        """
        Keep an item and everything in it from being deleted, until `release_hold` of the same reference.

        Idempotent by `reference`. `reason` is shown to people and holds no personal data.

        Raises:
            NotFound: the item is gone.
        """
        request = Request("PUT", f"{base_of(ref)}/hold", json={"reason": reason, "reference": reference})
        return read_shape(self._connection.send("hold", request), read_item)

    def release_hold(self, ref: Ref, *, reference: str) -> Item:
        """
        End the hold of this reference; other holds stay, so the item may still be on hold.

        Idempotent: a hold that is not there counts as released.

        Raises:
            NotFound: the item is gone.
        """
        request = Request("DELETE", f"{base_of(ref)}/hold", params={"reference": reference})
        return read_shape(self._connection.send("release_hold", request), read_item)
