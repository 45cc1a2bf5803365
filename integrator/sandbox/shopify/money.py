"""Amounts in the forms in which Shopify writes them."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_WITHOUT_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()  # noqa: SIM905 - ISO 4217, as a line.
)
_WITH_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})

ZERO = Decimal(0)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round to what the currency can pay out."""
    step = Decimal("0.01")
    if currency in _WITHOUT_DECIMALS:
        step = Decimal(1)
    elif currency in _WITH_THREE_DECIMALS:
        step = Decimal("0.001")
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def rest_amount(amount: Decimal, currency: str) -> str:
    """Write as webhook bodies do: with all digits of the currency, `20.00`."""
    return f"{rounded(amount, currency):f}"


def rest_set(amount: Decimal, currency: str) -> dict[str, Any]:
    """Build the `…_set` object of webhook bodies; the buyer pays in the shop's currency."""
    money = {"amount": rest_amount(amount, currency), "currency_code": currency}
    return {"shop_money": money, "presentment_money": dict(money)}


def graphql_money(amount: Decimal, currency: str) -> dict[str, Any]:
    """Build a `MoneyV2`: GraphQL drops trailing zeros down to one decimal, `20.0`."""
    text = f"{amount.normalize():f}"
    return {"amount": text if "." in text else f"{text}.0", "currencyCode": currency}


def graphql_bag(amount: Decimal, currency: str) -> dict[str, Any]:
    """Build a `MoneyBag`."""
    return {"shopMoney": graphql_money(amount, currency), "presentmentMoney": graphql_money(amount, currency)}
