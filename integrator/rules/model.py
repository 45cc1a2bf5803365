"""One operator's sentence: these events, under this condition, start these flows."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

from integrator.cases import Severity
from integrator.config_file import suggestion
from integrator.events import topics
from integrator.money import Money
from integrator.rules.countries import COUNTRIES

_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})? [A-Z]{3}")

TOPICS = frozenset(name for name, topic in topics.TOPICS.items() if topic.order_of)
"""Topics whose deliveries lead to an order, which is all that a condition can look at."""


def _amount(value: Any) -> Money:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError(f"{str(value)[:60]!r} is not an amount; write text such as '10000.00 EUR'")
    amount = Money.parse(value)
    if not amount.amount:
        raise ValueError("an amount must be above zero; write always = true to catch every order")
    if round(amount.amount, amount.decimals) != amount.amount:
        raise ValueError(f"{value!r} has more decimals than {amount.currency} knows, which is {amount.decimals}")
    return amount


def _country(value: str) -> str:
    if value not in COUNTRIES:
        near = {"UK": "GB", "EL": "GR"}.get(value)
        hint = f'did you mean "{near}"?' if near else "write two capitals of ISO 3166-1, such as 'NO'"
        raise ValueError(f"{value[:60]!r} is not a country code; {hint}")
    return value


def _topic(value: str) -> str:
    if value not in TOPICS:
        raise ValueError(f"unknown topic {value[:60]!r}; {suggestion(value, TOPICS)}")
    return value


Amount = Annotated[Money, BeforeValidator(_amount)]
Country = Annotated[str, AfterValidator(_country)]
Topic = Annotated[str, AfterValidator(_topic)]
Tags = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=255)], ...], Field(min_length=1)]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
FinancialStatus = Literal[
    "AUTHORIZED", "EXPIRED", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "PENDING", "REFUNDED", "VOIDED"
]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class When(_Written):
    """The condition of a rule. All keys that are given must hold; a key that is not given says nothing."""

    always: Literal[True] | None = None
    """Every order."""
    total_at_least: Amount | None = None
    """Current total after edits, in shop currency; an order in another currency never matches (R8)."""
    risk_at_least: Literal["LOW", "MEDIUM", "HIGH"] | None = None
    """Highest level that any provider gave."""
    recommendation: Annotated[
        tuple[Literal["ACCEPT", "INVESTIGATE", "CANCEL", "NONE"], ...] | None, Field(min_length=1)
    ] = None
    """Shopify's recommendation is one of these."""
    customer_tags: Tags | None = None
    """The customer has one of these tags; capitals do not matter."""
    order_tags: Tags | None = None
    """The order has one of these tags; capitals do not matter."""
    wholesale: Literal[True] | None = None
    """A B2B company bought, or customer or order carries the tag `wholesale`."""
    first_order: Literal[True] | None = None
    """The customer is known and has no earlier order."""
    destinations: Annotated[tuple[Country, ...] | None, Field(min_length=1)] = None
    """The shipping address is in one of these countries."""
    address_invalid: Literal[True] | None = None
    """Shopify found an error in the shipping address; a warning is not enough (N1)."""
    financial_status: Annotated[tuple[FinancialStatus, ...] | None, Field(min_length=1)] = None
    """Shopify's `displayFinancialStatus` is one of these."""
    payment_failed: Literal[True] | None = None
    """The latest attempt to authorize, sell or capture failed, and the order is not paid by now."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        named = [name for name, _ in self.given()]
        if not named:
            raise ValueError("the condition is empty; write always = true to catch every order")
        if self.always and len(named) > 1:
            raise ValueError("always stands alone; remove it or the other conditions")
        return self

    def given(self) -> Iterator[tuple[str, Any]]:
        """The conditions that the operator wrote, with their bounds."""
        for name in type(self).model_fields:
            if (bound := getattr(self, name)) is not None:
                yield name, bound


class Rule(_Written):
    """One `[[rule]]` of `rules.toml`."""

    name: Word
    version: Annotated[StrictInt, Field(ge=1)] = 1
    """Raised by the operator with each change; open cases keep the version they began with (R12)."""
    owner: str
    """Team that answers for the rule."""
    valid_from: date
    """First day, in the store's time zone, on which the rule is asked."""
    stores: Annotated[tuple[str, ...], Field(min_length=1)] = ("*",)
    """Domains; `*` means all."""
    on: Annotated[tuple[Topic, ...], Field(min_length=1)]
    """Topics that make us ask the rule."""
    flows: Annotated[tuple[str, ...], Field(min_length=1)]
    """Flows to start, such as `workflow.order_review`."""
    reason: Word
    """Short word of the reason, such as `risk`."""
    severity: Severity
    mode: Literal["active", "watch", "off"] = "watch"
    """`watch` records what would be done and does nothing else (R9); a new rule starts that way."""
    include_test: StrictBool = False
    """Whether test orders count (R6)."""
    include_before_go_live: StrictBool = False
    """Whether orders made before the store's go-live day count (R6)."""
    when: When
    parameters: dict[str, dict[str, Any]] = Field(default_factory=dict, alias="with")
    """Parameters by flow, as written."""
