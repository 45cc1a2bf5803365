"""What the Workflow Service hands back, reduced to what a step needs."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

RemoteId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_:-]{0,127}$")]
"""Opaque, but fit for a path; anything else in an answer is garbled."""


class Instance(BaseModel):
    """A process instance, running or ended; `started` is UTC, or `None` when the service names no time."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: RemoteId
    business_key: str
    started: datetime | None = None
    ended: bool = False
    delete_reason: str = ""
    """Why it was withdrawn; a withdrawn process is never a decision. Empty for all others."""


class HistoricInstance(BaseModel):
    """
    An instance as the history service knows it; `ended` is UTC, or `None` while it runs.

    `variables` are the last ones by name, as in `ConnectorTask`.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: RemoteId
    business_key: str
    ended: datetime | None
    end_activity: str = ""
    """Id of the end event; empty while it runs, or when it was withdrawn."""
    delete_reason: str = ""
    """Why it was withdrawn; a withdrawn process is never a decision. Empty for all others."""
    variables: dict[str, Any]


class DeployedModel(BaseModel):
    """One version of a model; `version` counts from 1, 0 when the service does not tell."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: RemoteId
    key: str = Field(min_length=1, max_length=255)
    name: str
    version: int = Field(ge=0)


class PeopleTask(BaseModel):
    """An open task of people: where in the model it stands, who may take it, who has it, when it is due (UTC)."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: RemoteId
    place: str
    groups: tuple[str, ...]
    assignee: str = ""
    due: datetime | None = None


class ConnectorTask(BaseModel):
    """
    A task that waits for us because people have decided: write the decision back, then complete it.

    `variables` are those of the process by name; `date` ones are UTC datetimes, `json` ones plain data.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: RemoteId
    instance_id: RemoteId
    business_key: str
    created: datetime | None
    variables: dict[str, Any]
