"""Amounts are exact and keep their currency."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from integrator.money import CurrencyMismatch, Money


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("10000.00 EUR", "10000.00", "EUR"),
        ("0.1 USD", "0.1", "USD"),
        ("-5 EUR", "-5", "EUR"),
        ("7 JPY", "7", "JPY"),
    ],
)
def test_an_amount_is_read_exactly(text: str, amount: str, currency: str) -> None:
    money = Money.parse(text)

    assert (Decimal(amount), currency) == (money.amount, money.currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EUR",
        "ten EUR",
        "10",
        "10 EURO",
        "10 eur",
        "10 EU",
        "NaN EUR",
        "sNaN EUR",
        "Infinity EUR",
        "1 000 EUR",
        "1 ÄÖÜ",
    ],
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an amount such as '10000\.00 EUR'"):
        Money.parse(text)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_an_amount_is_finite(amount: str) -> None:
    with pytest.raises(ValidationError):
        Money(amount=Decimal(amount), currency="EUR")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("12400 EUR", "12400.00 EUR"),
        ("12400 JPY", "12400 JPY"),
        ("1.5 KWD", "1.500 KWD"),
        ("-0.5 USD", "-0.50 USD"),
        ("0 KWD", "0.000 KWD"),
        ("1E+3 JPY", "1000 JPY"),
        ("12345678901234567890.12 EUR", "12345678901234567890.12 EUR"),
    ],
)
def test_an_amount_is_shown_with_the_decimals_of_its_currency(text: str, shown: str) -> None:
    assert shown == str(Money.parse(text))


@pytest.mark.parametrize("text", ["10.005 EUR", "0.5 JPY", "1.2345 KWD", "-0.001 USD"])
def test_no_digit_of_an_amount_is_ever_dropped(text: str) -> None:
    assert text == str(Money.parse(text))


def test_amounts_of_one_currency_are_compared_by_value() -> None:
    assert Money.parse("10000.0 EUR") >= Money.parse("10000.00 EUR")
    assert not Money.parse("9999.99 EUR") >= Money.parse("10000.00 EUR")


def test_amounts_of_two_currencies_are_never_compared() -> None:
    with pytest.raises(CurrencyMismatch):
        assert Money.parse("1 EUR") >= Money.parse("1 USD")


def test_tenths_add_up_because_an_amount_is_no_float() -> None:
    tenth = Money.parse("0.1 EUR").amount

    assert Decimal("0.3") == tenth + tenth + tenth
