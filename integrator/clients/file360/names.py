"""What may stand in names, paths, ids and references of File 360."""

import re

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}")
_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,255}")
_MAX_REFERENCE = 128


class NameFormatError(ValueError):
    """A name, path or reference is not one that File 360 takes; the text does not repeat it."""


def path_id(text: str) -> str:
    """Return an id unchanged; raises `ValueError` when it does not fit into a path."""
    if not _ID.fullmatch(text):
        raise ValueError("the id of an item, share or link holds more than letters, digits, '.', '-', '_', ':'")
    return text


def item_name(name: str) -> str:
    """Return a name unchanged; raises `NameFormatError` when the service would not take it."""
    if not _NAME.fullmatch(name) or name != name.strip() or name in {".", ".."}:
        raise NameFormatError("a name has 1 to 255 characters, no slashes, no controls, no outer blanks")
    return name


def item_path(path: str) -> list[str]:
    """Return the names in an absolute path, none for the root; raises `NameFormatError`."""
    if not path.startswith("/"):
        raise NameFormatError("a path begins with a slash")
    return [item_name(part) for part in path.strip("/").split("/")] if path.strip("/") else []


def reference_or_none(reference: str) -> str | None:
    """Return our own key of an object, None for an empty one; raises `NameFormatError` for an unfit one."""
    if len(reference) > _MAX_REFERENCE or not reference.isprintable():
        raise NameFormatError(f"an external reference has at most {_MAX_REFERENCE} printable characters")
    return reference or None
