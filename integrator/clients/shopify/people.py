"""What the client takes and gives back about customers and companies."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from integrator.money import Money


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewCustomer(_Known):
    """A customer to make; the e-mail address or the number finds them again."""

    email: str = ""
    phone: str = ""
    """E.164."""
    first_name: str = ""
    last_name: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    is_tax_exempt: bool = False


class Profile(_Known):
    """What a customer is for a company."""

    company_id: str
    company: str
    title: str = ""


class Customer(_Known):
    """A customer with what flows judge by."""

    id: str
    name: str
    state: str
    """DISABLED, INVITED, ENABLED or DECLINED, of the classic account."""
    email: str = ""
    phone: str = ""
    consent: str = ""
    """To mails: SUBSCRIBED, NOT_SUBSCRIBED, UNSUBSCRIBED, PENDING, INVALID, or empty without an address."""
    consent_level: str = ""
    """SINGLE_OPT_IN, CONFIRMED_OPT_IN, UNKNOWN, or empty."""
    consent_at: datetime | None = None
    note: str = ""
    tags: tuple[str, ...] = ()
    orders: int
    spent: Money
    is_tax_exempt: bool
    created_at: datetime
    updated_at: datetime
    companies: tuple[Profile, ...] = ()
    metafields: dict[str, str] = {}
    """Ours, by key."""


class NewCompany(_Known):
    """A company to make, with one location; `external_id` finds it again."""

    name: str
    external_id: str
    note: str = ""
    contact_email: str = ""
    contact_title: str = ""
    location_name: str = ""
    tax_registration_id: str = ""


class CompanyMark(_Known):
    id: str
    name: str
    external_id: str = ""


class Place(_Known):
    """A location of a company."""

    id: str
    name: str
    external_id: str = ""
    is_tax_exempt: bool
    tax_registration_id: str = ""
    orders_need_approval: bool
    """Whether what it orders arrives as a draft."""


class Company(CompanyMark):
    """A company with what flows judge by."""

    note: str = ""
    created_at: datetime
    updated_at: datetime
    orders: int
    spent: Money
    contact_id: str = ""
    """The customer who is the main contact; empty without one."""
    contact_name: str = ""
    contact_title: str = ""
    places: tuple[Place, ...]
    metafields: dict[str, str] = {}
    """Ours, by key."""
