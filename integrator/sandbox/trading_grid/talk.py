"""What is said and handed over in a case: messages and attachments (trading-grid.md 6.2)."""

import base64
import hashlib
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid import fields
from integrator.sandbox.trading_grid.cases import Side, get_case, require_open, step
from integrator.sandbox.trading_grid.errors import GridError
from integrator.sandbox.trading_grid.events import tell
from integrator.sandbox.trading_grid.store import ATTACHMENT, MESSAGE, add, change, earlier, fingerprint, get
from integrator.sandbox.world import World

_MAX_BYTES = 25 * 1024**2
_MEDIA_TYPES = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "text/plain", "text/csv", "application/json"},
)
_MESSAGE = {"external_reference": fields.reference, "body": fields.text(20_000)}
_FURTHER = {"attachment_ids": fields.rows(fields.text(64))}


def add_message(world: World, case_id: str, body: object, side: Side) -> tuple[Document, bool]:
    """Return the message of an external reference, and whether it was said now."""
    wanted = {"attachment_ids": [], **fields.read(body, "message", _MESSAGE, _FURTHER)}
    with world.db.transaction():
        case = get_case(world, case_id)
        known = earlier(world, MESSAGE, wanted["external_reference"], fingerprint([case_id, wanted]))
        if known is not None:
            return known, False
        require_open(case)
        for attachment_id in wanted["attachment_ids"]:
            _attachment_of(world, case_id, attachment_id)
        message = add(
            world,
            MESSAGE,
            {**wanted, "case_id": case_id, "author": side, "request_hash": fingerprint([case_id, wanted])},
        )
        tell(world, "case.message_added", "case", case, message_id=message["id"], author=side)
        _record(world, "message_added", case, wanted["external_reference"], author=side)
        if side == "requester" and case["state"] == "waiting_requester":
            step(world, case, {"to": "in_progress"}, side)
    return message, True


def messages_of(world: World, case_id: str) -> list[Document]:
    get_case(world, case_id)
    return world.db.find(MESSAGE, "case_id", case_id)


def attach(
    world: World, case_id: str, given: dict[str, Any], content: bytes, side: Side, *, scan_state: str = ""
) -> tuple[Document, bool]:
    """
    Return the attachment of an external reference, and whether it was handed over now.

    `given` has `external_reference`, `document_type`, `file_name` and `media_type`. The scan finds the test
    virus by its name; `scan_state` overrules it.
    """
    if len(content) > _MAX_BYTES:
        raise GridError(413, "too_large", "an attachment has at most 25 MB")
    if given["media_type"] not in _MEDIA_TYPES:
        raise GridError(415, "unsupported_media_type", f"{given['media_type']} is not taken")
    digest = hashlib.sha256(content).hexdigest()
    request_hash = fingerprint([case_id, given, digest])
    with world.db.transaction():
        case = get_case(world, case_id)
        known = earlier(world, ATTACHMENT, given["external_reference"], request_hash)
        if known is not None:
            return known, False
        require_open(case)
        attachment = add(
            world,
            ATTACHMENT,
            {
                **given,
                "case_id": case_id,
                "author": side,
                "size": len(content),
                "sha256": digest,
                "scan_state": scan_state or ("infected" if "eicar" in given["file_name"] else "clean"),
                "content_base64": base64.b64encode(content).decode(),
                "request_hash": request_hash,
            },
        )
        tell(world, "case.attachment_added", "case", case, attachment_id=attachment["id"], author=side)
        _record(world, "attachment_added", case, given["external_reference"], sha256=digest, author=side)
    return attachment, True


def attachments_of(world: World, case_id: str) -> list[Document]:
    get_case(world, case_id)
    return world.db.find(ATTACHMENT, "case_id", case_id)


def content_of(world: World, case_id: str, attachment_id: str) -> tuple[str, bytes]:
    """Return media type and bytes; raises `GridError` 409 until the scan said clean."""
    attachment = _attachment_of(world, case_id, attachment_id)
    if attachment["scan_state"] != "clean":
        state = attachment["scan_state"]
        raise GridError(409, "attachment_not_clean", f"the attachment is {state}", scan_state=state)
    return attachment["media_type"], base64.b64decode(attachment["content_base64"])


def set_scan_state(world: World, attachment_id: str, state: str) -> Document:
    return change(world, ATTACHMENT, {**get(world, ATTACHMENT, attachment_id), "scan_state": state})


def _attachment_of(world: World, case_id: str, attachment_id: str) -> Document:
    attachment = get(world, ATTACHMENT, attachment_id)
    if attachment["case_id"] != case_id:
        raise GridError(404, "not_found", "there is no such attachment")
    return attachment


def _record(world: World, operation: str, case: Document, key: str, **detail: Any) -> None:
    detail = {"case": case["id"], **detail}
    world.effects.record("trading_grid", operation, key=key, subject=case["external_reference"], detail=detail)
