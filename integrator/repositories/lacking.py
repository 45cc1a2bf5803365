"""What no product can do until its adapter says how."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from integrator.clients.file360 import (
    Activity,
    ActivityPage,
    Grant,
    Item,
    Link,
    Permissions,
    Ref,
    RetentionPolicy,
    Role,
    Share,
    Version,
)
from integrator.repositories.interface import Unsupported


class Lacking:
    """Raises `Unsupported` for everything that takes a capability; an adapter overrides what its product can do."""

    system = ""

    def find(self, reference: str) -> Item | None:
        self._lacks("find", reference)

    def set_properties(self, ref: Ref, values: Mapping[str, str]) -> Item:
        self._lacks("set_properties", ref, values)

    def trash(self, ref: Ref) -> None:
        self._lacks("trash", ref)

    def versions(self, file_id: str) -> list[Version]:
        self._lacks("versions", file_id)

    def set_status(
        self,
        file_id: str,
        status: str,
        *,
        comment: str = "",
        effective_date: datetime | None = None,
        expiration_date: datetime | None = None,
        etag: str = "",
    ) -> Item:
        self._lacks("set_status", file_id, status, comment, effective_date, expiration_date, etag)

    def share(
        self, ref: Ref, *, email: str, role: Role, reference: str, expires_at: datetime | None, message: str = ""
    ) -> Share:
        self._lacks("share", ref, email, role, reference, expires_at, message)

    def shares(self, ref: Ref) -> list[Share]:
        self._lacks("shares", ref)

    def end_share(self, share_id: str) -> None:
        self._lacks("end_share", share_id)

    def open_link(
        self, ref: Ref, *, reference: str, expires_at: datetime | None = None, max_downloads: int = 0
    ) -> Link:
        self._lacks("open_link", ref, reference, expires_at, max_downloads)

    def links(self, ref: Ref) -> list[Link]:
        self._lacks("links", ref)

    def end_link(self, link_id: str) -> None:
        self._lacks("end_link", link_id)

    def permissions(self, folder_id: str) -> Permissions:
        self._lacks("permissions", folder_id)

    def set_permissions(self, folder_id: str, grants: Sequence[Grant], *, inherit: bool) -> Permissions:
        self._lacks("set_permissions", folder_id, grants, inherit)

    def retention_policies(self) -> list[RetentionPolicy]:
        self._lacks("retention_policies")

    def set_retention(self, ref: Ref, policy: str, *, event_date: datetime | None = None) -> Item:
        self._lacks("set_retention", ref, policy, event_date)

    def hold(self, ref: Ref, *, reference: str, reason: str) -> Item:
        self._lacks("hold", ref, reference, reason)

    def release_hold(self, ref: Ref, *, reference: str) -> Item:
        self._lacks("release_hold", ref, reference)

    def activities(self, after: str = "", *, event: str = "") -> ActivityPage:
        self._lacks("activities", after, event)

    def activities_of(self, ref: Ref, *, recursive: bool = False) -> list[Activity]:
        self._lacks("activities_of", ref, recursive)

    def _lacks(self, operation: str, *_asked: object) -> NoReturn:
        raise Unsupported("this product cannot do that", system=self.system, operation=operation)
