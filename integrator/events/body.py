"""
Reading a delivery's body: hostile until proven otherwise.

The raw bytes are stored before anything is read here, so a body that cannot be read is parked, never lost.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

_DEEPEST = 64
_LARGEST_INT = 2**63 - 1


class UnreadableBody(ValueError):
    """The body does not hold what a webhook holds; the text is safe to show."""


def read_body(raw: bytes) -> dict[str, Any]:
    """
    Parse a JSON object: at most 64 levels deep, finite numbers, integers of at most 64 bits.

    Raises:
        UnreadableBody: says what is wrong without repeating the content.
    """
    if not raw.strip():
        raise UnreadableBody("the body is empty")
    if _depth(raw) > _DEEPEST:
        raise UnreadableBody(f"the body is nested deeper than {_DEEPEST} levels")
    try:
        body = json.loads(raw.decode(), parse_float=_number, parse_int=_integer, parse_constant=_refuse)
    except UnreadableBody:
        raise
    except UnicodeDecodeError as error:
        raise UnreadableBody("the body is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableBody("the body is not valid JSON") from error
    if not isinstance(body, dict):
        raise UnreadableBody("the body is not a JSON object")
    return body


def _depth(raw: bytes) -> int:
    """Count the deepest nesting without recursion; brackets inside of texts only make the count too high by little."""
    depth = deepest = 0
    in_text = escaped = False
    for byte in raw:
        if in_text:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_text = False
        elif byte == 0x22:
            in_text = True
        elif byte in (0x5B, 0x7B):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > _DEEPEST:
                return deepest
        elif byte in (0x5D, 0x7D):
            depth -= 1
    return deepest


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise UnreadableBody("the body holds a number beyond all measure") from None
    if abs(number.adjusted()) > 308:
        raise UnreadableBody("the body holds a number beyond all measure")
    return number


def _integer(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > _LARGEST_INT:
        raise UnreadableBody("the body holds an integer of more than 64 bits")
    return int(text)


def _refuse(text: str) -> None:
    raise UnreadableBody(f"the body holds {text}, which is not JSON")
