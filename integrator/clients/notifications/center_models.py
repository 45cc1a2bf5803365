"""
What the notification center takes and tells.

Source: contracts/opentext/notifications, section 8. [profile]
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Severity = Literal["info", "warning", "high", "critical"]
Channel = Literal["in_app", "email", "sms"]
_Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Addressee(_Model):
    """Somebody whom the center knows by its own id."""

    type: Literal["user", "group", "role"]
    id: Annotated[str, Field(pattern=r"^[\w.@:-]{1,100}$", repr=False)]


class Link(_Model):
    """A link that the center shows below the text."""

    rel: _Word
    href: Annotated[str, Field(pattern=r"^https?://[!-~]{1,1990}$")]


class Notice(_Model):
    """One message to create. `correlation_id` and `event` together make it one and the same notification."""

    correlation_id: Annotated[str, Field(min_length=1, max_length=255)]
    event: _Word
    severity: Severity
    recipients: Annotated[tuple[Addressee, ...], Field(min_length=1, max_length=50)]
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = ("in_app",)
    subject: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=10_000)]
    template: _Word | None = None
    """Name of a text of the center's own, which it shows instead of `text`; None for none."""
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    facts: dict[str, str] = Field(default_factory=dict)
    links: tuple[Link, ...] = ()
    expires_time: AwareDatetime | None = None


class CenterDelivery(_Model):
    """How one recipient's copy fares on one channel."""

    recipient: Annotated[str, Field(repr=False)]
    channel: str
    state: str
    """`queued`, `sent`, `delivered`, `seen`, `failed`, `suppressed` (by preference), or an unknown word."""
    error_code: str | None = None


class Notification(_Model):
    """
    One notification as the center keeps it.

    `state` is `accepted`, `dispatching`, `delivered`, `partly_delivered`, `failed`, `acknowledged`,
    `withdrawn`, `expired`, or a word that the contract does not know.
    """

    id: Annotated[str, Field(pattern=r"^[\w-]{1,64}$")]
    correlation_id: str
    event: str
    state: str
    deliveries: tuple[CenterDelivery, ...] = ()


class ChannelChoice(_Model):
    """Which ways a recipient wants to hear by."""

    email: bool
    sms: bool
    in_app: bool


class Preferences(_Model):
    """What a recipient wants to hear of; it never keeps back what is not sent through the center."""

    channels: ChannelChoice
    min_severity: Severity
    muted_until: AwareDatetime | None = None


def read_notification(document: Any) -> Notification:
    """One notification; for another shape it raises what pydantic raises."""
    return Notification.model_validate(document)


def read_page(document: Any) -> tuple[list[Notification], str]:
    """One page of a list, and the cursor of the next; an empty cursor means that this was the last."""
    rows = document["_embedded"]["notifications"]
    cursor = document.get("next_cursor") or ""
    if not isinstance(cursor, str) or len(cursor) > 200:
        raise ValueError("a cursor is a short text")
    return [read_notification(row) for row in rows], cursor
