"""File names that Content Server and people's disks take (R17)."""

import hashlib
import re
import unicodedata
from datetime import date

MAX_LENGTH = 120
"""Characters of a whole name; Content Server takes 248 (contract extended-ecm, section 4)."""

_FORBIDDEN = frozenset(':/\\*?"<>|')
_DEVICES = frozenset({
    "CON", "PRN", "AUX", "NUL", *(f"COM{n}" for n in range(10)), *(f"LPT{n}" for n in range(10)),
})  # fmt: skip
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")


def file_name(order_name: str, kind: str, day: date, n: int, ext: str) -> str:
    """
    Return `{order name}_{kind}_{yyyymmdd}_{n}.{ext}`, safe for Content Server and Windows.

    `order_name` may be anything a store calls its orders. Where it has to be changed to be safe, a short hash
    of the original keeps two such names apart; the original belongs into the document's metadata.

    Raises:
        ValueError: `kind`, `n` or `ext`, which are ours, are not plain.
    """
    if not _KIND.fullmatch(kind) or not _EXTENSION.fullmatch(ext) or not 1 <= n <= 9999:
        raise ValueError(f"kind {kind!r}, number {n} and extension {ext!r} do not make a file name")
    tail = f"_{kind}_{day:%Y%m%d}_{n}.{ext}"
    return safe_part(order_name, limit=MAX_LENGTH - len(tail)) + tail


def safe_part(text: str, *, limit: int) -> str:
    """
    Return `text` without anything a file name may not hold, at most `limit` characters, never empty.

    Unchanged when it is safe already, so cleaning twice equals cleaning once.
    """
    original = unicodedata.normalize("NFC", text)
    cleaned = _clean(original)
    if cleaned == original and len(cleaned) <= limit:
        return cleaned
    mark = "~" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return unicodedata.normalize("NFC", cleaned[: limit - len(mark)].rstrip(" .")) + mark


def _clean(text: str) -> str:
    kept = "".join(" " if character.isspace() else character for character in text if _is_allowed(character))
    cleaned = unicodedata.normalize("NFC", " ".join(kept.split())).strip(" .")
    if not cleaned:
        return "order"
    is_device = cleaned.split(".")[0].rstrip().upper() in _DEVICES
    return f"-{cleaned}" if is_device else cleaned


def _is_allowed(character: str) -> bool:
    if character.isspace():
        return True
    return character not in _FORBIDDEN and not unicodedata.category(character).startswith("C")
