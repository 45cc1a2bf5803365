"""Read a request's body as its sender declared it; what does not fit is refused, never guessed."""

import json
import math
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import Request


class PayloadError(ValueError):
    """The text says what is wrong with the body."""


class MediaTypeError(PayloadError):
    """The body is declared as something that the operation does not take."""


async def json_object(request: Request) -> dict[str, Any]:
    """Return the JSON object in the body; raises `PayloadError`."""
    value = await json_value(request)
    if not isinstance(value, dict):
        raise PayloadError("the body must be a JSON object")
    return value


async def json_value(request: Request) -> Any:
    """Return whatever JSON is in the body; raises `PayloadError`."""
    if media_type(request) != "application/json":
        raise MediaTypeError("Content-Type must be application/json")
    body = await request.body()
    try:
        value = json.loads(body, parse_constant=_refuse_number, parse_float=_finite)
        if b"\\u" in body:
            # Half a surrogate pair is valid JSON, but no text that could be stored or answered.
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise PayloadError("the body is no JSON") from error
    return value


async def form_fields(request: Request) -> dict[str, str]:
    """Return the fields of a URL-encoded form; raises `PayloadError` when one is repeated."""
    try:
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, max_num_fields=100)
    except ValueError as error:
        raise PayloadError("the body is no form") from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise PayloadError("a form field is repeated")
    return fields


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_number(text)


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no number that JSON knows")
