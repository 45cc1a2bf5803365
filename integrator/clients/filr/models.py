"""What Filr hands back, reduced to what a repository needs."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FolderId = Annotated[int, Field(gt=0, strict=True)]
FileId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Folder(_Model):
    """A folder."""

    id: FolderId
    name: str


class File(_Model):
    """
    A file at its newest version.

    `md5` tells equal content from other content and protects from nothing; it is empty where the server keeps none.
    """

    id: FileId
    name: str
    size: Annotated[int, Field(ge=0)] = 0
    md5: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | Literal[""] = ""
    version_number: int = 0
    folder_id: int = 0
    """Zero where the answer does not show it."""
