"""Addresses that Shopify names in its answers: of files to read, and of places to bring bytes to."""

from urllib.parse import urlsplit


def is_usable(url: str, *, scheme: str) -> bool:
    """
    Whether `url` is a web address of this scheme with a host, and without anything that looks like a login.

    Nothing goes there but the file itself: no token of ours.
    """
    try:
        parts = urlsplit(url)
        return parts.scheme == scheme and bool(parts.hostname) and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return False
