"""What goes to both services and comes back from them, reduced to what a step needs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

RemoteId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
"""Opaque, but fit for a path; anything else in an answer is garbled."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Version = Annotated[int, Field(ge=1, strict=True)]
Quantity = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=24)]
FromPartner = Annotated[str, Field(max_length=20_000)]
"""A text that a partner wrote: to be shown as text, never to be trusted."""

Format = Literal["json", "x12"]
Outcome = Literal["accepted", "rejected"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Partner(_Model):
    """A member of the community; only an `active` one takes cases and documents."""

    id: RemoteId
    external_id: str
    name: FromPartner
    kind: str
    state: str
    capabilities: tuple[str, ...] = ()


class Reference(_Model):
    """What a case is about, such as `shopify_order` and its gid."""

    type: str
    value: str


class CaseLine(_Model):
    """A line of the order, as far as the partner needs to know it."""

    line_ref: str
    quantity: Quantity
    sku: str = ""
    reason_code: str = ""
    requested_date: date | None = None


class NewCase(_Model):
    """A case to be opened. Texts carry no personal data: the partner reads them."""

    external_reference: str
    kind: Literal["fulfillment_exception", "return_claim", "transaction_dispute", "launch_issue"]
    partner_id: str
    subject: str
    description: str = ""
    priority: Literal["low", "normal", "high", "critical"] = "normal"
    due_time: datetime | None = None
    references: tuple[Reference, ...] = ()
    lines: tuple[CaseLine, ...] = ()
    customer_priority: str = ""
    allowed_resolutions: tuple[str, ...] = ()


class ResolutionLine(_Model):
    """What a partner offers for a line: a quantity and a day. There is no price here, whatever the partner sent."""

    line_ref: FromPartner
    quantity: Quantity
    day: Annotated[date | None, Field(validation_alias="date")] = None
    substitute_sku: FromPartner = ""


class Resolution(_Model):
    """What a partner proposes; `code` may be a word that nobody knows."""

    code: FromPartner
    lines: tuple[ResolutionLine, ...] = ()
    note: FromPartner = ""
    decided_by: FromPartner = ""


class Case(_Model):
    """A case as it stands; `version` grows with each change and is needed for the next step."""

    id: RemoteId
    external_reference: str
    kind: str
    partner_id: RemoteId
    state: str
    version: Version
    reopen_count: Annotated[int, Field(ge=0, strict=True)] = 0
    reason: FromPartner = ""
    resolution: Resolution | None = None


class Message(_Model):
    """Something that was said in a case, by `requester` (us) or `partner`."""

    id: RemoteId
    external_reference: str
    author: str
    body: FromPartner
    attachment_ids: tuple[RemoteId, ...] = ()


class Attachment(_Model):
    """A file in a case; only a `clean` one can be read."""

    id: RemoteId
    file_name: FromPartner
    media_type: str
    size: Annotated[int, Field(ge=0, strict=True)]
    sha256: Sha256
    scan_state: str
    author: str = ""
    document_type: FromPartner = ""


class Question(_Model):
    """A question of a survey; `options` for a choice."""

    id: str
    text: str
    type: Literal["choice", "number", "date", "text", "sku_table"] = "choice"
    required: bool = True
    options: tuple[str, ...] = ()


class NewSurvey(_Model):
    """Questions about a campaign to several partners."""

    external_reference: str
    title: str
    campaign: str
    starts: datetime
    ends: datetime
    skus: tuple[str, ...]
    expected_units: Quantity
    questions: tuple[Question, ...]
    partner_ids: tuple[str, ...]
    opens: datetime
    due: datetime


class Survey(_Model):
    """A survey, `open` or `closed`."""

    id: RemoteId
    external_reference: str
    state: str
    version: Version


class SurveyResponse(_Model):
    """A partner's last answer; `revision` 0 means that there is none yet."""

    partner_id: RemoteId
    state: str
    revision: Annotated[int, Field(ge=0, strict=True)]
    answers: dict[str, Any]
    """By question id."""


class Event(_Model):
    """A hint that something changed: read the resource and compare `version` before acting."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    type: str
    resource_type: str
    resource_id: RemoteId
    external_reference: str
    version: Version


class EventPage(_Model):
    """Some events, and the cursor to keep once they are dealt with."""

    events: tuple[Event, ...]
    next_cursor: Annotated[str, Field(pattern=r"^[A-Za-z0-9_=-]{1,200}$")]
    has_more: bool


class NewDocument(_Model):
    """A document to be sent: an interchange as text, or a canonical document as JSON."""

    external_reference: str
    document_type: Literal["purchase_order", "functional_acknowledgement", "application_error"]
    partner_id: str
    format: Format
    content: str | dict[str, Any] = Field(repr=False)
    purpose: Literal["original", "replace", "cancel"] = "original"


class SentDocument(_Model):
    """
    A document on its way: `accepted`, `translated`, `delivered`, `acknowledged` or `failed` with its reason.

    `acknowledged` is the partner's receipt (997), not its acceptance.
    """

    id: RemoteId
    external_reference: str
    state: str
    failure: str = ""


class InboxDocument(_Model):
    """
    A document that waits for us. It stays until it is acknowledged and may come again, also under a new id.

    The second key against doubles is partner, type, number and hash. Number, type and content are the partner's.
    """

    id: RemoteId
    document_type: str
    document_number: FromPartner
    partner_id: RemoteId
    format: str
    content_sha256: Sha256
    size: Annotated[int, Field(ge=0, strict=True)]
    delivery_count: Annotated[int, Field(ge=0, strict=True)] = 0
    received: datetime


class Problem(_Model):
    """Why a document was rejected, for the partner's eyes; holds nothing of the document's data."""

    path: str
    code: str
    message: str
