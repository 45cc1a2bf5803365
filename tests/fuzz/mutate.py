"""Seeded damage to bytes and to JSON, as hostile or broken senders do it."""

import json
import random
from collections.abc import Callable
from typing import Any

_ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 10**400, 1e308, "", "x" * 5000, "\x00", "\ud800", "null", [], {}, [[[[]]]], {"a": {}},
    "1e999", "-0", "NaN", "<script>", "' OR 1=1 --", "gid://shopify/Order/0", "\u202e",
)  # fmt: skip


def bytes_damaged(dice: random.Random, raw: bytes) -> bytes:
    """Flip, cut, insert, repeat or swap pieces, one to four times."""
    data = bytearray(raw)
    for _ in range(dice.randint(1, 4)):
        dice.choice(_DAMAGES)(dice, data)
    return bytes(data)


def _flip(dice: random.Random, data: bytearray) -> None:
    if data:
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _cut(dice: random.Random, data: bytearray) -> None:
    del data[dice.randrange(len(data) + 1) :]


def _insert(dice: random.Random, data: bytearray) -> None:
    at = dice.randrange(len(data) + 1)
    data[at:at] = dice.choice((b"\x00", b"\r\n", b"\xff\xfe", b"{" * 60, b'"', b",", b"\n\n", b"%00", b"\xed\xa0\x80"))


def _repeat(dice: random.Random, data: bytearray) -> None:
    if data:
        at = dice.randrange(len(data))
        data[at:at] = data[at : at + dice.randint(1, 64)] * dice.randint(1, 8)


def _swap(dice: random.Random, data: bytearray) -> None:
    if len(data) > 1:
        one, other = dice.randrange(len(data)), dice.randrange(len(data))
        data[one], data[other] = data[other], data[one]


_DAMAGES: tuple[Callable[[random.Random, bytearray], None], ...] = (_flip, _flip, _cut, _insert, _repeat, _swap)


def json_damaged(dice: random.Random, document: Any) -> Any:
    """Return the document with one to three values replaced, removed, doubled or put into deep nesting."""
    changed = json.loads(json.dumps(document))
    for _ in range(dice.randint(1, 3)):
        changed = _changed(dice, changed)
    return changed


def _changed(dice: random.Random, value: Any) -> Any:
    if isinstance(value, dict) and value and dice.random() < 0.85:
        name = dice.choice(list(value))
        if dice.random() < 0.2:
            return {key: one for key, one in value.items() if key != name}
        return {**value, name: _changed(dice, value[name])}
    if isinstance(value, list) and value and dice.random() < 0.7:
        at = dice.randrange(len(value))
        if dice.random() < 0.2:
            return value * dice.randint(2, 5)
        return [*value[:at], _changed(dice, value[at]), *value[at + 1 :]]
    return dice.choice(_ODD)


def text_of(dice: random.Random, document: Any) -> bytes:
    """Write JSON, sometimes as no proper writer would."""
    text = json.dumps(document, ensure_ascii=True).encode()
    chance = dice.random()
    if chance < 0.05:
        return b"[" * 100_000 + text
    if chance < 0.1:
        return text.replace(b'"', b'"\\ud800', 1)
    if chance < 0.15:
        return text.decode().encode("utf-16")
    if chance < 0.2:
        return text.replace(b"1", b"9" * 5000, 1)
    return text
