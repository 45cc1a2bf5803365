"""Shopify's global ids, `gid://shopify/<Type>/<number>`."""

import re

from integrator.sandbox.shopify.errors import invalid_id

APP = "gid://shopify/App/218834796545"
"""The app that every token of the sandbox belongs to."""
APP_NUMBER = int(APP.rsplit("/", 1)[-1])

_GID = re.compile(r"gid://shopify/([A-Za-z]+)/([0-9A-Za-z-]+)")


def gid(kind: str, number: int | str) -> str:
    return f"gid://shopify/{kind}/{number}"


def split(text: str) -> tuple[str, str]:
    """Return type and number; raises the error RESOURCE_NOT_FOUND for what is no gid."""
    match = _GID.fullmatch(text)
    if match is None:
        raise invalid_id(text)
    return match[1], match[2]


def number_of(text: str, kind: str) -> str:
    """Return the number of a gid of this type; raises the error RESOURCE_NOT_FOUND for any other."""
    found, number = split(text)
    if found != kind:
        raise invalid_id(text)
    return number
