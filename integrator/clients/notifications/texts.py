"""What may stand in a message: one line where the remote makes headers of it, and our own limits."""

import re
from collections.abc import Sized

MAX_RECIPIENTS = 50
MAX_TEXT_BYTES = 256 * 1024
MAX_SMS = 480
"""Characters of a short message: about three parts on a phone. [profile]"""

_MESSAGE_ID = re.compile(r"[A-Za-z0-9._:-]{1,32}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MAX_REFERENCE = 128


def one_line(text: str, longest: int) -> str:
    """Turn controls and line breaks into blanks, so that no value adds a mail header; cut to `longest`."""
    return _CONTROL.sub(" ", text).strip()[:longest]


def options(message_id: str, reference: str) -> dict[str, str]:
    """The options that every job has; raises `ValueError` for a message id that does not fit."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("a message id has 1 to 32 letters, digits, '.', '_', ':' or '-'")
    return {"message_id": message_id, "customer_reference": one_line(reference, _MAX_REFERENCE)}


def check_recipients(to: Sized) -> None:
    """Raise `ValueError` unless there are 1 to 50 recipients. [profile]"""
    if not 1 <= len(to) <= MAX_RECIPIENTS:
        raise ValueError(f"a message has 1 to {MAX_RECIPIENTS} recipients")
