"""What the control pages of File 360 read from their callers."""

import base64
import binascii
from typing import Any

from integrator.sandbox.file360.errors import invalid
from integrator.sandbox.multipart import Part


def part_in(asked: dict[str, Any], name: str) -> Part:
    """Return the file in `content_base64`; raises 400."""
    try:
        data = base64.b64decode(asked["content_base64"], validate=True)
    except binascii.Error:
        raise invalid("content_base64 is no base64") from None
    return Part("file", name, asked.get("mime", "application/octet-stream"), data)


def number_in(text: str) -> int:
    """Return a number of a query; raises 400."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise invalid("version is the number of a version")
    return int(text)
