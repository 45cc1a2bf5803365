"""What the client gives back about things that happened: events, checkouts, campaigns."""

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from integrator.money import Money

Seen = TypeVar("Seen")


class _Seen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(_Seen):
    """An entry of a timeline."""

    id: str
    action: str
    """Shopify's word, such as `placed`; the list is open."""
    message: str
    """A sentence for people; may name a member of the staff."""
    app: str = ""
    """Which app did it; empty for people."""
    subject_id: str = ""
    """Of what it tells; empty for a comment."""
    at: datetime


class Checkout(_Seen):
    """What a buyer did not buy yet."""

    id: str
    url: str
    """Where the buyer finds it again; leads into the buyer's own checkout, so it is personal."""
    customer_id: str = ""
    total: Money
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None


class Campaign(_Seen):
    """A marketing event that some app reported."""

    id: str
    type: str
    utm_campaign: str = ""
    started_at: datetime
    ended_at: datetime | None
    scheduled_to_end_at: datetime | None


class Several(BaseModel, Generic[Seen]):
    """One page of a list, oldest first."""

    found: tuple[Seen, ...] = ()
    next: str | None = None
    """What to pass as `after` for the following page; None at the end."""
