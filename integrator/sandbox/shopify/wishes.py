"""What a tester may ask of a new order, checked."""

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, Self

from integrator.sandbox.shopify.risk import LEVELS

PAYMENTS = ("authorized", "paid", "pending", "failed")
_MOST_LOCATIONS = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """A new order; everything has a default."""

    total: Decimal | None = None
    """Gross, with shipping. None: what the lines are worth, or 240.00."""
    currency: str = "EUR"
    risk: str | None = None
    """PENDING, NONE, LOW, MEDIUM, HIGH. None: not assessed yet."""
    wholesale: bool = False
    """Bought by a company."""
    name: str | None = None
    id: int | None = None
    """Number of the order, to match a recorded delivery. None: the next one."""
    lines: tuple[dict[str, Any], ...] = ()
    """Each with `title`, `sku`, `quantity`, `price`. Empty: invented ones."""
    customer: dict[str, Any] | None = None
    """`first_name`, `last_name`, `email`, `phone`, each optional."""
    shipping_country: str = "DE"
    """ISO 3166-1 alpha-2."""
    payment: str = "authorized"
    locations: int = 1
    """How many locations ship; one fulfillment order each, as long as there are lines for it."""
    test: bool = False
    tags: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, wanted: dict[str, Any]) -> Self:
        """Read the control API's form, without `store`; raises `ValueError` that names the field."""
        unknown = wanted.keys() - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown field {min(unknown)!r}")
        given = {name: value for name, value in wanted.items() if value is not None}
        _check(given)
        if "total" in given:
            given["total"] = amount(given["total"])
        for name in ("lines", "tags"):
            if name in given:
                given[name] = tuple(given[name])
        return cls(**given)


def amount(value: Any) -> Decimal:
    """Read an amount that is not negative; raises `ValueError`."""
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is no amount") from error
    if not found.is_finite() or found < 0:
        raise ValueError(f"{value!r} is no amount")
    return found


def _check(given: dict[str, Any]) -> None:
    kinds: dict[str, type] = {
        "currency": str,
        "wholesale": bool,
        "name": str,
        "id": int,
        "lines": list,
        "customer": dict,
        "shipping_country": str,
        "locations": int,
        "test": bool,
        "tags": list,
    }
    for name, kind in kinds.items():
        if name in given and not isinstance(given[name], kind):
            raise ValueError(f"{name} must be of type {kind.__name__}")
    if given.get("risk", "NONE") not in LEVELS:
        raise ValueError(f"risk must be one of {', '.join(LEVELS)}")
    if given.get("payment", "paid") not in PAYMENTS:
        raise ValueError(f"payment must be one of {', '.join(PAYMENTS)}")
    if not 1 <= given.get("locations", 1) <= _MOST_LOCATIONS:
        raise ValueError(f"locations must be a number from 1 to {_MOST_LOCATIONS}")
    currency = given.get("currency", "EUR")
    if len(currency) != 3 or not currency.isalpha() or not currency.isupper():
        raise ValueError("currency must be an ISO 4217 code")
    if any(not isinstance(line, dict) for line in given.get("lines", ())):
        raise ValueError("each of lines must be an object")
