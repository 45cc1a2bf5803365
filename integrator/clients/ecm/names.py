"""
What may stand in names and paths of Content Server.

Source: contracts/opentext/extended-ecm, sections 4 and 7. [seen in code]
"""

import re

_PATH_PART = re.compile(r"[A-Za-z0-9_-]{1,64}")


class NameFormatError(ValueError):
    """A name or key is not one that Content Server takes; the text does not repeat it."""


def node_name(name: str) -> str:
    """Return `name` unchanged; raises `NameFormatError` when the server would not take it."""
    if not 1 <= len(name) <= 248 or name != name.strip() or ":" in name or not name.isprintable():
        raise NameFormatError("a node's name has 1 to 248 printable characters, no colon, no outer blanks")
    return name


def path_part(text: str) -> str:
    """Return `text` unchanged; raises `NameFormatError` unless it is letters, digits, `-` and `_` only."""
    if not _PATH_PART.fullmatch(text):
        raise NameFormatError("a business object's type and id are letters, digits, '-' and '_' only")
    return text


def is_same_name(wanted: str, found: str) -> bool:
    """Whether the server takes two names for one: its uniqueness usually ignores case."""
    return wanted.casefold() == found.casefold()
