"""Who gets a message: one mail address or one phone number each, with our own word for who that is."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

_EMAIL = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}$"
_PHONE = r"^(00|\+)[1-9][0-9]{6,14}$"
_Ref = Annotated[str, Field(pattern=r"^[\w.:-]{1,64}$")]


class _Addressed(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    ref: _Ref
    """Our own word for who that is; it comes back with the status."""
    inserts: Annotated[tuple[str, ...], Field(max_length=99, repr=False)] = ()
    """What this one reads instead of `(i1)`, `(i2)`, ... in subject and text."""


class Recipient(_Addressed):
    """One address of a mail."""

    email: Annotated[str, Field(pattern=_EMAIL, repr=False)]


class Phone(_Addressed):
    """One number of a short message, with its international prefix: `+34600000000` or `0034600000000`."""

    number: Annotated[str, Field(pattern=_PHONE, repr=False)]


def mail_destination(recipient: Recipient) -> dict[str, Any]:
    """Return the destination of a mail. Source: contracts/opentext/notifications, section 3.1. [documented]"""
    return {"ref": recipient.ref, "email": recipient.email, **_inserts(recipient)}


def phone_destination(phone: Phone) -> dict[str, Any]:
    """
    Return the destination of a short message.

    All examples of the REST interface write the prefix as `00`, so that is what is sent.
    Source: contracts/opentext/notifications, section 3.2. [documented]
    """
    number = phone.number.removeprefix("+")
    return {"ref": phone.ref, "sms": number if number.startswith("00") else f"00{number}", **_inserts(phone)}


def _inserts(addressed: _Addressed) -> dict[str, Any]:
    rows = [{"id": place, "value": value} for place, value in enumerate(addressed.inserts, 1)]
    return {"inserts": rows} if rows else {}
