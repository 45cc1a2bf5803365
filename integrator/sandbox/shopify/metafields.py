"""Metafields: typed values with digests, so that two writers notice each other."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.errors import Refused
from integrator.sandbox.shopify.gids import APP_NUMBER

_RESERVED = f"app--{APP_NUMBER}"
_LONGEST_VALUE = 16_384
_NAME = re.compile(r"[A-Za-z0-9_-]+")


def namespace_of(text: str | None) -> str:
    """Resolve `$app`, `$app:<part>` and nothing to the namespace that is reserved for the app."""
    if text is None or text == "$app":
        return _RESERVED
    return f"{_RESERVED}--{text[5:]}" if text.startswith("$app:") else text


def digest(value: str) -> str:
    """Return what `compareDigest` compares: equal for equal values."""
    return hashlib.sha256(value.encode()).hexdigest()


def write(action: Action, thing: Document, wanted: dict[str, Any], place: int) -> tuple[Document, bool]:
    """
    Write one entry of `metafieldsSet` into `thing`, which the caller keeps.

    Returns the metafield and whether it changed. Raises `Refused`; then the caller throws everything away,
    for the call is all or nothing. Source: contract api, section 10. [documented]
    """
    namespace, key = namespace_of(wanted.get("namespace")), wanted["key"]
    _check_names(namespace, key, place)
    old = next(
        (field for field in thing["metafields"] if (field["namespace"], field["key"]) == (namespace, key)),
        None,
    )
    kind = wanted.get("type") or (old["type"] if old else None)
    if not kind:
        raise _refused(place, "type", "Type can't be blank", "BLANK")
    value = wanted["value"]
    _check_value(kind, value, place)
    if old is not None and old["value"] == value and old["type"] == kind:
        return old, False  # Writing the identical value succeeds, whatever the digest. [seen in code]
    if "compareDigest" in wanted and wanted["compareDigest"] != (digest(old["value"]) if old else None):
        message = "The resource has been updated since it was loaded. Try again with a new `compareDigest`."
        raise _refused(place, None, message, "STALE_OBJECT")
    if old is not None:
        old |= {"type": kind, "value": value, "updated_at": action.stamp}
        return old, True
    new = {
        "id": action.number("metafield", 33_000_100_001),
        "namespace": namespace,
        "key": key,
        "type": kind,
        "value": value,
        "created_at": action.stamp,
        "updated_at": action.stamp,
    }
    thing["metafields"].append(new)
    return new, True


def delete(thing: Document, namespace: str, key: str) -> Document | None:
    """Take a metafield out of `thing`, which the caller keeps; returns it, or None if there is none."""
    name = (namespace_of(namespace), key)
    gone = next((field for field in thing["metafields"] if (field["namespace"], field["key"]) == name), None)
    if gone is not None:
        thing["metafields"].remove(gone)
    return gone


def _check_names(namespace: str, key: str, place: int) -> None:
    if namespace.startswith("app--") and not (namespace + "--").startswith(_RESERVED + "--"):
        message = "Access to this namespace and key on Metafields for this resource type is not allowed."
        raise _refused(place, "namespace", message, "APP_NOT_AUTHORIZED")
    for field, text, shortest, longest in (("namespace", namespace, 3, 255), ("key", key, 2, 64)):
        if len(text) < shortest:
            raise _refused(place, field, f"is too short (minimum is {shortest} characters)", "TOO_SHORT")
        if len(text) > longest:
            raise _refused(place, field, f"is too long (maximum is {longest} characters)", "TOO_LONG")
        if not _NAME.fullmatch(text):
            raise _refused(place, field, "can only contain alphanumeric, hyphen, and underscore characters", "INVALID")


def _check_value(kind: str, value: str, place: int) -> None:
    if kind not in TYPES:
        raise _refused(place, "type", f"Type must be one of the following: {', '.join(TYPES)}.", "INCLUSION")
    if not value:
        raise _refused(place, "value", "Value can't be blank.", "BLANK")
    if len(value.encode()) > _LONGEST_VALUE:
        raise _refused(place, "value", f"Value is too long (maximum is {_LONGEST_VALUE} bytes).", "TOO_LONG")
    if not TYPES[kind](value):
        raise _refused(place, "value", f"Value is not a valid {kind}.", "INVALID_VALUE")


def _is(parse: Callable[[str], Any]) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        try:
            parse(value)
        except ValueError:
            return False
        return True

    return check


def _is_list_of(check: Callable[[str], bool]) -> Callable[[str], bool]:
    def test(value: str) -> bool:
        try:
            entries = json.loads(value)
        except ValueError:
            return False
        return isinstance(entries, list) and all(isinstance(entry, str) and check(entry) for entry in entries)

    return test


def _refers_to(*kinds: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(rf"gid://shopify/({'|'.join(kinds)})/\d+", value) is not None


_SINGLE: dict[str, Callable[[str], bool]] = {
    "date": _is(date.fromisoformat),
    "date_time": _is(datetime.fromisoformat),
    "file_reference": _refers_to("GenericFile", "MediaImage", "Video"),
    "number_decimal": lambda value: re.fullmatch(r"-?\d{1,13}(\.\d{1,9})?", value) is not None,
    "number_integer": lambda value: re.fullmatch(r"-?\d{1,16}", value) is not None,
    "product_reference": _refers_to("Product"),
    "single_line_text_field": lambda value: "\n" not in value,
    "url": lambda value: value.startswith(("https://", "http://", "mailto:")),
}
TYPES: dict[str, Callable[[str], bool]] = {
    **_SINGLE,
    **{f"list.{name}": _is_list_of(check) for name, check in _SINGLE.items()},
    "boolean": lambda value: value in {"true", "false"},
    "json": _is(json.loads),
    "multi_line_text_field": lambda _: True,
}
"""What a value of each type looks like."""


def _refused(place: int, field: str | None, message: str, code: str) -> Refused:
    path = ["metafields", str(place)]
    return Refused([*path, field] if field else path, message, code, index=place)
