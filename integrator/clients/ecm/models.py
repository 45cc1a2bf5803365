"""What Extended ECM hands back, reduced to what a step needs. Ids are Content Server's node numbers."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Node(BaseModel):
    """Anything in the repository: folder, document, workspace, category."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    type: int
    description: str = ""


class Workspace(BaseModel):
    """The business workspace of one business object; `name` is as the server generated or accepted it."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str


class Document(BaseModel):
    """
    A document at its newest version.

    `sha256` is 64 hex digits, or empty when nothing of ours tells it. `created` says whether this very call
    added the document or the version.
    """

    model_config = ConfigDict(frozen=True)

    node_id: int
    name: str
    version: int
    sha256: str = ""
    created: bool = False


class WorkspaceType(BaseModel):
    """A workspace type and the template that new workspaces are made from."""

    model_config = ConfigDict(frozen=True)

    id: int
    template_id: int


class Category(BaseModel):
    """A category and the keys of its attributes by name, such as `{"Order ID": "9830_3"}`."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    keys: dict[str, str]


class ListedDocument(BaseModel):
    """A document as its folder lists it; `modified` is UTC, whole seconds."""

    model_config = ConfigDict(frozen=True)

    id: int
    name: str
    modified: datetime
    mime: str = ""
    size_bytes: int = 0


class Disposition(BaseModel):
    """How a person ended a workflow: `event` and `label` are the map's own words, `user_id` who chose them."""

    model_config = ConfigDict(frozen=True)

    event: str
    label: str = ""
    comment: str = ""
    user_id: int | None = None


class Process(BaseModel):
    """A workflow that was started; `title` is the one it was given."""

    model_config = ConfigDict(frozen=True)

    id: int
    title: str


class ProcessState(BaseModel):
    """
    Where a workflow stands.

    `status` is the server's word: `ontime` and `workflowlate` while it waits for people, `completed`, `stopped`.
    `disposition` is how it was decided, none while it is open and for a map that ends without one.
    """

    model_config = ConfigDict(frozen=True)

    title: str
    status: str
    disposition: Disposition | None = None

    @property
    def is_open(self) -> bool:
        return self.status not in {"completed", "stopped"}


class WorkflowMap(BaseModel):
    """A workflow map and the form fields of its attributes by name, such as `{"Total": "WorkflowForm_3"}`."""

    model_config = ConfigDict(frozen=True)

    id: int
    fields: dict[str, str]


class AuditEntry(BaseModel):
    """One line of a node's audit trail; `at` is UTC, `user_id` the person or service that did it."""

    model_config = ConfigDict(frozen=True)

    event_type: int
    name: str
    at: datetime
    user_id: int | None


class Record(BaseModel):
    """What records management knows of a node; `schedule` is the code of its retention schedule, or empty."""

    model_config = ConfigDict(frozen=True)

    class_id: int
    schedule: str = ""
    status: str = ""
    is_official: bool = False
