"""What every repository of working files can be asked for; `integrator.clients.file360` says what each call means."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from integrator.clients.errors import Refused
from integrator.clients.file360 import (
    Activity,
    ActivityPage,
    Capabilities,
    Grant,
    Item,
    Link,
    OnConflict,
    Permissions,
    Ref,
    RetentionPolicy,
    Role,
    Share,
    Version,
)


class Unsupported(Refused):
    """The product behind the repository cannot do this; a flow asks `capabilities` first."""


class Repository(Protocol):
    """
    Folders and files, and whatever else `capabilities` promises; the rest raises `Unsupported`.

    Docstrings of `File360` say how each call is repeated, and what it raises.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    # Every product.
    def find_at(self, path: str) -> Item | None: ...
    def get(self, ref: Ref) -> Item: ...
    def list_folder(
        self, folder_id: str, *, kind: Literal["folder", "file", ""] = "", name: str = "", status: str = ""
    ) -> list[Item]: ...
    def open_folder(
        self,
        parent_id: str,
        name: str,
        *,
        reference: str = "",
        description: str = "",
        properties: Mapping[str, str] | None = None,
    ) -> Item: ...
    def open_path(self, path: str) -> Item: ...
    def upload(
        self,
        folder_id: str,
        name: str,
        content: bytes,
        *,
        mime: str,
        sha256: str,
        reference: str = "",
        on_conflict: OnConflict = "version",
        description: str = "",
        properties: Mapping[str, str] | None = None,
    ) -> Item: ...
    def download(self, file_id: str, *, version: int = 0, sha256: str = "") -> bytes: ...

    # By capability.
    def find(self, reference: str) -> Item | None: ...
    def set_properties(self, ref: Ref, values: Mapping[str, str]) -> Item: ...
    def trash(self, ref: Ref) -> None: ...
    def versions(self, file_id: str) -> list[Version]: ...
    def set_status(
        self,
        file_id: str,
        status: str,
        *,
        comment: str = "",
        effective_date: datetime | None = None,
        expiration_date: datetime | None = None,
        etag: str = "",
    ) -> Item: ...
    def share(
        self, ref: Ref, *, email: str, role: Role, reference: str, expires_at: datetime | None, message: str = ""
    ) -> Share: ...
    def shares(self, ref: Ref) -> list[Share]: ...
    def end_share(self, share_id: str) -> None: ...
    def open_link(
        self, ref: Ref, *, reference: str, expires_at: datetime | None = None, max_downloads: int = 0
    ) -> Link: ...
    def links(self, ref: Ref) -> list[Link]: ...
    def end_link(self, link_id: str) -> None: ...
    def permissions(self, folder_id: str) -> Permissions: ...
    def set_permissions(self, folder_id: str, grants: Sequence[Grant], *, inherit: bool) -> Permissions: ...
    def retention_policies(self) -> list[RetentionPolicy]: ...
    def set_retention(self, ref: Ref, policy: str, *, event_date: datetime | None = None) -> Item: ...
    def hold(self, ref: Ref, *, reference: str, reason: str) -> Item: ...
    def release_hold(self, ref: Ref, *, reference: str) -> Item: ...
    def activities(self, after: str = "", *, event: str = "") -> ActivityPage: ...
    def activities_of(self, ref: Ref, *, recursive: bool = False) -> list[Activity]: ...
