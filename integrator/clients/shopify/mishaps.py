"""
What Shopify's refusals mean. Three layers: HTTP, `errors` about the whole request, `userErrors` of one
mutation.

Contract: docs/contracts/shopify/api.md, sections 2, 3 and 4.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from integrator.clients.answers import Answer
from integrator.clients.errors import Refused, RemoteError, Throttled, Unauthorized, Unreachable

SUSPECTED_ABUSE = timedelta(minutes=1)
"""How long to stay away after a 430, which names no time."""

_MOST_SENTENCES = 5
_MOST_CODES = 20
_PERSONAL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}|\+\d[\d ()/-]{5,30}\d")
"""Mail addresses, and phone numbers as Shopify writes them."""

_STORE_STATES = {402: "SHOP_FROZEN", 404: "SHOP_NOT_FOUND", 423: "SHOP_LOCKED"}


def failure_of_status(answer: Answer) -> RemoteError | None:
    """Say which error an HTTP status from 400 on means, or None. Source: contracts/shopify/api, 2 and 3."""
    if answer.status < 400:
        return None
    if answer.status == 430:
        return Throttled("status 430", retry_after=SUSPECTED_ABUSE, **answer.context)
    code = _STORE_STATES.get(answer.status, f"HTTP_{answer.status}")
    return Refused(f"status {answer.status}", codes=(code,), **answer.context)


def failure_of_errors(answer: Answer, errors: object, *, wait: timedelta) -> RemoteError | None:
    """
    Say which error the `errors` of an answer mean, or None when there are none.

    Their texts may repeat values of ours, so only codes are taken over. `wait` is for THROTTLED.

    Source: contracts/shopify/api, 4.1. [seen in code]
    """
    if not errors:
        return None
    if not isinstance(errors, list):
        return answer.garbled("errors of another shape")
    codes = tuple(_code(error) for error in errors)
    if "THROTTLED" in codes:
        return Throttled("THROTTLED", retry_after=wait, **answer.context)
    text = ", ".join(dict.fromkeys(codes))
    if {"INTERNAL_SERVER_ERROR", "TIMEOUT"} & set(codes):
        return Unreachable(text, ambiguous=not answer.is_read, **answer.context)
    if "ACCESS_DENIED" in codes:
        return Unauthorized(text, **answer.context)
    return Refused(text, codes=codes, **answer.context)


def failure_of_user_errors(answer: Answer, payload: Mapping[str, Any]) -> RemoteError | None:
    """
    Say which error the `userErrors` of a payload mean, or None when there are none.

    The message is Shopify's first few sentences for people, shortened, without the addresses and numbers of
    people that they may quote; decisions go by `codes`, which some mutations lack.

    Source: contracts/shopify/api, 4.2. [documented]
    """
    lists = [value for key, value in payload.items() if key == "userErrors" or key.endswith("UserErrors")]
    if not lists or not all(isinstance(entries, list) for entries in lists):
        return answer.garbled("a payload without userErrors")
    entries = [entry for entries in lists for entry in entries]
    if not entries:
        return None
    if not all(isinstance(entry, dict) for entry in entries):
        return answer.garbled("userErrors of another shape")
    return Refused(
        "; ".join(_sentences(entries[:_MOST_SENTENCES])),
        codes=tuple(entry["code"] for entry in entries[:_MOST_CODES] if _is_code(entry.get("code"))),
        **answer.context,
    )


def has_search_warnings(extensions: Mapping[str, Any]) -> bool:
    """
    Whether a search term was not understood: Shopify then ignores it and gives everything.

    Source: contracts/shopify/api, 5. [seen in code]
    """
    searches = extensions.get("search")
    return isinstance(searches, list) and any(isinstance(one, dict) and one.get("warnings") for one in searches)


def _code(error: object) -> str:
    extensions = error.get("extensions") if isinstance(error, dict) else None
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return str(code) if _is_code(code) else "WITHOUT_CODE"


def _is_code(code: object) -> bool:
    return isinstance(code, str) and re.fullmatch(r"\w{1,80}", code) is not None


def _sentences(entries: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for entry in entries:
        message = _PERSONAL.sub("…", re.sub(r"\s+", " ", str(entry.get("message", ""))[:2000]))[:200]
        code = entry.get("code")
        yield f"{code}: {message}" if _is_code(code) else message
