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
