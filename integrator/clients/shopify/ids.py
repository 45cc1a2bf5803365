"""Shopify's global ids and store domains, checked before they are used: both arrive from outside."""

import re

_STORE = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]{0,99}\.myshopify\.com")
_GID = re.compile(r"gid://shopify/([A-Za-z]{1,60})/([A-Za-z0-9_-]{1,64})")


class BadIdError(ValueError):
    """An id is not of the form, or not of the type, that the operation needs; asking again cannot help."""

    retryable = False


def check_store(domain: str) -> str:
    """
    Return `domain`, or raise `BadIdError` when it is no `<name>.myshopify.com`.

    Source: contracts/shopify/api, 1. [documented]
    """
    if not _STORE.fullmatch(domain):
        raise BadIdError(f"{domain[:80]!r} is not a store such as acme.myshopify.com")
    return domain


def check_id(gid: str, *types: str) -> str:
    """
    Return `gid`, or raise `BadIdError` when it is not of one of `types`; without types, any type will do.

    Source: contracts/shopify/api, 6. [documented]
    """
    match = _GID.fullmatch(gid)
    if match is None or (types and match[1] not in types):
        raise BadIdError(f"{gid[:80]!r} is not the id of {' or '.join(types) or 'anything in Shopify'}")
    return gid
