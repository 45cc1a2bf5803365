"""What File 360 hands back, reduced to what a step needs. Times are UTC."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

RemoteId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")]
"""Opaque, but fit for a path; anything else in an answer is garbled."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Role = Literal["viewer", "editor", "contributor"]
"""A viewer reads, an editor also changes what is there, a contributor also adds and deletes."""
OnConflict = Literal["fail", "version", "skip_identical"]
"""What an upload does to a file that is there: nothing, a new version, nothing unless the content differs."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Ref(_Model):
    """A folder or a file; whatever is done to either takes one of these."""

    type: Literal["folder", "file"]
    id: RemoteId


class Item(Ref):
    """
    A folder or a file, the latter at its newest version.

    `status` is `draft`, `in_review`, `approved`, `rejected`, `obsolete`, or a word that the contract does not know;
    it belongs to `version_number`. What folders have not is empty or zero there.
    """

    name: str
    parent_id: str
    path: str
    description: str = ""
    external_reference: str = ""
    properties: dict[str, str] = {}
    etag: str = ""
    retention_policy: str = ""
    retain_until: AwareDatetime | None = None
    on_hold: bool = False
    size: int = 0
    mime_type: str = ""
    sha256: Sha256 | Literal[""] = ""
    version_number: int = 0
    status: str = ""
    status_changed_by: str = ""
    status_comment: str = Field("", repr=False)
    effective_date: AwareDatetime | None = None
    expiration_date: AwareDatetime | None = None
    created: bool = False
    """Whether this very call added it."""


class Version(_Model):
    """One version of a file, with the status it had while it was the newest."""

    version_number: Annotated[int, Field(ge=1)]
    size: Annotated[int, Field(ge=0)]
    mime_type: str
    sha256: Sha256
    comment: str = Field("", repr=False)
    created_at: AwareDatetime
    created_by: str = Field("", repr=False)
    status: str


class Share(_Model):
    """
    One recipient's way into an item.

    `state` is `pending` (not accepted yet), `active`, `expired`, `revoked`, or a word that the contract does not know.
    """

    id: RemoteId
    item_id: RemoteId
    email: str = Field("", repr=False)
    """Of a recipient outside; empty for users and groups."""
    role: str
    state: str
    expires_at: AwareDatetime | None = None
    external_reference: str = ""


class Link(_Model):
    """An address that opens an item without a login; `url` is as good as a key and never logged."""

    id: RemoteId
    item_id: RemoteId
    url: str = Field(repr=False, pattern=r"^https?://[!-~]{1,2000}$")
    state: str
    expires_at: AwareDatetime | None = None
    max_downloads: int | None = None
    download_count: int = 0
    external_reference: str = ""


class Grant(_Model):
    """What a user or a group may do in a folder and below it."""

    type: Literal["user", "group"]
    id: str
    role: Literal["viewer", "editor", "contributor", "manager"]


class Permissions(_Model):
    """Who may do what in a folder; `inherit` adds what the folders above it grant."""

    inherit: bool
    grants: tuple[Grant, ...]


class Activity(_Model):
    """
    Something that somebody did, ascending by `id`.

    `event` is one of the contract's words or an unknown one; `detail` is plain data and depends on it.
    """

    id: int
    event: str
    item: Ref
    item_path: str
    version_number: int | None
    actor_id: str = Field("", repr=False)
    actor_email: str = Field("", repr=False)
    at: AwareDatetime
    detail: dict[str, Any] = Field({}, repr=False)


class ActivityPage(_Model):
    """Some activities, and where to go on once their effects are committed."""

    activities: tuple[Activity, ...]
    next_cursor: str
    has_more: bool


class RetentionPolicy(_Model):
    """How long items are kept; `basis` is `created` or `event`, from which that counts."""

    name: str
    years: int
    months: int
    basis: str


class Account(_Model):
    """Who we are to the service, and where its folders begin."""

    id: str
    name: str
    root_folder_id: RemoteId
