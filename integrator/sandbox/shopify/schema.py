"""Shopify's published Admin schema, version 2026-07, with the scalar rules that SDL cannot tell."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, build_schema

API_VERSION = "2026-07"
_FILE = Path(__file__).with_name(f"admin-{API_VERSION}.graphql")


@cache
def admin_schema() -> GraphQLSchema:
    """
    Build the complete schema, once per process; takes about a second.

    Source: contract README, "The schema"; value forms: contract api, section 6. [documented]
    """
    schema = build_schema(_FILE.read_text(encoding="utf-8"), assume_valid=True)
    _check_input(schema, "Money", _decimal)
    _check_input(schema, "Decimal", _decimal)
    _check_input(schema, "DateTime", _date_time)
    _check_input(schema, "URL", _url)
    return schema


def _check_input(schema: GraphQLSchema, name: str, parse: Callable[[Any], Any]) -> None:
    scalar = schema.type_map[name]
    if not isinstance(scalar, GraphQLScalarType):
        raise TypeError(f"{name} is no scalar of the schema")
    scalar.parse_value = parse  # type: ignore[method-assign, assignment]  # as the library itself does


def _decimal(value: Any) -> str:
    try:
        amount = Decimal(value if isinstance(value, str) else str(value))
    except InvalidOperation as error:
        raise GraphQLError(f"Invalid decimal '{value}'.") from error
    if isinstance(value, bool) or not amount.is_finite():
        raise GraphQLError(f"Invalid decimal '{value}'.")
    return str(amount)


def _date_time(value: Any) -> str:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise GraphQLError(f"'{value}' is not a valid DateTime.") from error
    return str(value)


def _url(value: Any) -> str:
    if not isinstance(value, str) or urlsplit(value).scheme not in {"http", "https"}:
        raise GraphQLError(f"Invalid url '{value}', missing scheme.")
    return value
