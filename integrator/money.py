"""Amounts: an exact decimal and its currency, never a float."""

from decimal import Decimal, InvalidOperation
from typing import Self

from pydantic import BaseModel, ConfigDict, field_validator

_DECIMALS = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3,
    "TND": 3,
}  # fmt: skip


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were compared or added."""


class Money(BaseModel):
    """An amount in one currency; ISO 4217 code in upper case."""

    model_config = ConfigDict(frozen=True)

    amount: Decimal
    currency: str

    @field_validator("amount")
    @classmethod
    def _finite(cls, value: Decimal) -> Decimal:
        if not value.is_finite():
            raise ValueError("an amount must be a finite number")
        return value

    @field_validator("currency")
    @classmethod
    def _code(cls, value: str) -> str:
        if len(value) != 3 or not value.isascii() or not value.isalpha() or not value.isupper():
            raise ValueError(f"{value!r} is not an ISO 4217 code such as EUR")
        return value

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `"10000.00 EUR"`; raises `ValueError` for anything else."""
        try:
            amount, currency = text.split()
            return cls(amount=Decimal(amount), currency=currency)
        except (ValueError, InvalidOperation) as error:
            raise ValueError(f"{text!r} is not an amount such as '10000.00 EUR'") from error

    @property
    def decimals(self) -> int:
        """Digits after the point that the currency is written with: 0 for JPY, 3 for KWD, mostly 2."""
        return _DECIMALS.get(self.currency, 2)

    @property
    def digits(self) -> int:
        """Digits after the point that show the amount whole: those of the currency, or more when there are more."""
        exponent = self.amount.normalize().as_tuple().exponent
        return max(self.decimals, -exponent) if isinstance(exponent, int) else self.decimals

    def __str__(self) -> str:
        return f"{self.amount:.{self.digits}f} {self.currency}"

    def __ge__(self, other: "Money") -> bool:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self} and {other} are of different currencies")
        return self.amount >= other.amount
