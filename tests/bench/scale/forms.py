"""Texts with places for what differs between copies, in the format of PostgreSQL's COPY."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

MARK = "\x01"
"""Stands for the number of a copy."""
_TOKEN = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{22}(?![0-9a-f])"
    r"|(?<=shopify/Order/)\d{4}|(?<=shopify/FulfillmentOrder/)\d{4}|(?<=#)\d{4}|(?<=FulfillmentHold/)\d+"
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00|\x01"
)
"""Ids, numbers of orders and holds, moments."""


@dataclass(frozen=True)
class Text:
    """A text with places for what differs between copies."""

    form: str
    tokens: tuple[str, ...]

    def of(self, values: Mapping[str, str]) -> str:
        """Fill the places in."""
        chosen: tuple[str, ...] = itemgetter(*self.tokens, MARK)(values)
        return self.form % chosen[:-1]


def form(text: str) -> Text:
    """Find the places in a text."""
    pieces = _TOKEN.split(text)
    return Text("%s".join(piece.replace("%", "%%") for piece in pieces), tuple(_TOKEN.findall(text)))


def plain(value: Any) -> str:
    """Write a value in the text format of COPY."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return iso(value)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def iso(moment: datetime) -> str:
    """Write a moment as both the audit's hash and COPY take it."""
    return moment.astimezone(UTC).isoformat()
