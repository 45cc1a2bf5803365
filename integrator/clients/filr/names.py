"""What may stand in names and ids of Filr."""

import re

_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,255}")
_FILE_ID = re.compile(r"[0-9a-f]{32}")


class NameFormatError(ValueError):
    """A name is not one that Filr surely takes; the text does not repeat it."""


def item_name(name: str) -> str:
    """Return a name unchanged; raises `NameFormatError` when it could be taken for a path or be cut. [profile]"""
    if not _NAME.fullmatch(name) or name != name.strip() or name in {".", ".."}:
        raise NameFormatError("a name has 1 to 255 characters, no slashes, no controls, no outer blanks")
    return name


def file_id(text: str) -> str:
    """Return the id of a file unchanged; raises `ValueError` when it does not fit into a path."""
    if not _FILE_ID.fullmatch(text):
        raise ValueError("the id of a file has 32 hexadecimal digits")
    return text
