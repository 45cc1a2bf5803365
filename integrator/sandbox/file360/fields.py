"""The fields of a request, read strictly: an unknown name or an unfit value is a 400 (file360.md 5.1)."""

import re
from collections.abc import Mapping
from typing import Any

from integrator.sandbox.file360.errors import invalid

Kinds = Mapping[str, type]

_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,255}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_REFERENCE = 128
_MAX_TEXT = 2000


def checked(
    raw: Any, kinds: Kinds, *, required: frozenset[str] = frozenset(), what: str = "the body"
) -> dict[str, Any]:
    """Return `raw` without its nulls, which count as absent; raises 400."""
    if not isinstance(raw, dict):
        raise invalid(f"{what} must be an object")
    for name, value in raw.items():
        if name not in kinds:
            raise invalid(f"unknown field {name} in {what}")
        if value is not None and type(value) is not kinds[name]:
            raise invalid(f"{name} in {what} must be of type {kinds[name].__name__}")
        if isinstance(value, str) and len(value) > _MAX_TEXT:
            raise invalid(f"{name} in {what} is too long")
    present = {name: value for name, value in raw.items() if value is not None}
    missing = required - present.keys()
    if missing:
        raise invalid(f"{min(missing)} is required in {what}")
    return present


def check_name(name: str) -> None:
    """Raise 400 unless `name` may stand in a folder."""
    if not _NAME.fullmatch(name) or name != name.strip() or name in {".", ".."}:
        raise invalid("a name has 1 to 255 characters, no slashes, no controls, no outer blanks")


def check_reference(reference: str | None) -> None:
    """Raise 400 for an external reference that is empty, too long or has controls."""
    if reference is not None and (not 1 <= len(reference) <= _MAX_REFERENCE or not reference.isprintable()):
        raise invalid(f"external_reference has 1 to {_MAX_REFERENCE} printable characters")


def check_properties(properties: dict[str, Any]) -> None:
    """Raise 400 unless all values are texts."""
    if not all(isinstance(value, str) for value in properties.values()):
        raise invalid("properties are texts")


def check_sha256(text: str | None) -> None:
    """Raise 400 for a hash that is none."""
    if text is not None and not _SHA256.fullmatch(text):
        raise invalid("sha256 has 64 lower-case hex digits")


def one_of(value: str, words: tuple[str, ...], name: str) -> str:
    """Return `value`; raises 400 unless it is one of `words`."""
    if value not in words:
        raise invalid(f"{name} must be one of {', '.join(words)}")
    return value
