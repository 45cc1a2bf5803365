"""What the Workflow Service hands back, reduced to what a step needs."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Instance(BaseModel):
    """A process instance, running or ended; `started` is UTC, or `None` when the service names no time."""

    model_config = ConfigDict(frozen=True)

    id: str
    business_key: str
    started: datetime | None = None
    ended: bool = False
    delete_reason: str = ""
    """Why it was withdrawn; a withdrawn process is never a decision. Empty for all others."""


class ConnectorTask(BaseModel):
    """
    A task that waits for us because people have decided: write the decision back, then complete it.

    `variables` are those of the process by name; values of type `date` are UTC datetimes, `json` ones plain data.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    instance_id: str
    business_key: str
    created: datetime | None
    variables: dict[str, Any]
