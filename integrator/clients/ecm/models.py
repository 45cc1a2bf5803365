"""What Extended ECM hands back, reduced to what a step needs. Ids are Content Server's node numbers."""

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
