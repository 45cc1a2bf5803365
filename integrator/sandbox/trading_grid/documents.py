"""The exchange: what we send and how it fares, what waits for us and how it leaves the inbox (trading-grid.md 7)."""

import base64
import hashlib
import json
from datetime import datetime
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.switches import read_switches
from integrator.sandbox.trading_grid import fields
from integrator.sandbox.trading_grid.canonical import facts_of
from integrator.sandbox.trading_grid.errors import GridError, invalid, not_found
from integrator.sandbox.trading_grid.partners import require_active
from integrator.sandbox.trading_grid.store import DOCUMENT, add, change, earlier, fingerprint, get
from integrator.sandbox.world import World

_ON_THE_WAY = ("accepted", "translated", "delivered")
_SENT: dict[str, fields.Reader] = {
    "external_reference": fields.reference,
    "document_type": fields.one_of("purchase_order", "functional_acknowledgement", "application_error"),
    "partner_id": fields.text(64),
    "format": fields.one_of("json", "x12", "edifact"),
    "content": fields.anything,
    "purpose": fields.one_of("original", "replace", "cancel"),
}
_PROBLEM = fields.part({"path": fields.text(256, empty=True), "code": fields.text(64), "message": fields.text(1000)})


def send(world: World, body: object) -> tuple[Document, bool]:
    """Return the document of an external reference, and whether it was taken now; raises `GridError`."""
    wanted = fields.read(body, "document", _SENT, {})
    request_hash = fingerprint(wanted)
    with world.db.transaction():
        known = earlier(world, DOCUMENT, wanted["external_reference"], request_hash)
        if known is not None:
            return known, False
        require_active(world, wanted["partner_id"])
        if wanted["format"] == "edifact":
            raise GridError(415, "unsupported_media_type", "EDIFACT is not emulated")
        facts = facts_of(wanted["document_type"], wanted["format"], wanted["content"])
        if facts["purpose"] != wanted["purpose"]:
            raise _invalid("/purpose", "purpose", "the content has another purpose")
        _refuse_used_number(world, facts)
        content = _bytes_of(wanted.pop("content"))
        document = add(
            world,
            DOCUMENT,
            {
                **wanted,
                **_told(content),
                "direction": "outbound",
                "document_number": facts["number"],
                "state": "accepted",
                "facts": facts,
                "request_hash": request_hash,
            },
        )
        _record(world, "document_sent", document, key=_business_key(document))
    return document, True


def receive(
    world: World, partner_id: str, document_type: str, form: str, content: bytes, *, number: str, arrives: datetime
) -> Document:
    """Put a document from a partner into the inbox, visible from `arrives` on. Nothing is checked."""
    return add(
        world,
        DOCUMENT,
        {
            "external_reference": "",
            "document_type": document_type,
            "document_number": number,
            "partner_id": partner_id,
            "format": form,
            "purpose": "original",
            "direction": "inbound",
            "state": "available",
            "delivery_count": 0,
            "received_time": fields.show_time(arrives),
            "arrives_time": arrives.isoformat(),
            **_told(content),
        },
    )


def inbox(world: World, query: dict[str, str]) -> list[tuple[str, Document]]:
    """Return what waits for us with its sort key, in the order of arrival."""
    waiting = [
        (f"{document['arrives_time']} {int(document['id'][2:]):09}", document)
        for document in world.db.find(DOCUMENT, "direction", "inbound")
        if document["state"] == query.get("state", "available")
        and datetime.fromisoformat(document["arrives_time"]) <= world.clock.now()
        and query.get("document_type", document["document_type"]) == document["document_type"]
    ]
    return sorted(waiting, key=lambda row: row[0])


def count_delivery(world: World, document: Document) -> Document:
    """Note that a document was shown in the inbox once more; that is no change of it."""
    counted = {**document, "delivery_count": document["delivery_count"] + 1}
    world.db.put(DOCUMENT, counted["id"], counted)
    return counted


def get_document(world: World, document_id: str) -> Document:
    """Return a document as it stands now; one that has not arrived yet is not there."""
    document = get(world, DOCUMENT, document_id)
    if document["direction"] == "inbound" and datetime.fromisoformat(document["arrives_time"]) > world.clock.now():
        raise not_found("document")
    return under_way(world, document)


def under_way(world: World, document: Document) -> Document:
    """Return a sent document as far as it has come; the partner's receipt or a failure ends its way."""
    if document["direction"] == "inbound" or document["state"] not in _ON_THE_WAY:
        return document
    step = read_switches(world.db).delivery_step_seconds
    elapsed = (world.clock.now() - datetime.fromisoformat(document["created_time"])).total_seconds()
    place = len(_ON_THE_WAY) - 1 if step == 0 else min(int(elapsed // step), len(_ON_THE_WAY) - 1)
    return {**document, "state": _ON_THE_WAY[place]}


def acknowledge(world: World, document_id: str, body: object) -> Document:
    """Take a document out of the inbox; the same again changes nothing, the opposite is refused."""
    wanted = fields.read(
        body,
        "acknowledgement",
        {"outcome": fields.one_of("accepted", "rejected")},
        {"problems": fields.rows(_PROBLEM)},
    )
    if wanted["outcome"] == "rejected" and not wanted.get("problems"):
        raise invalid("a rejection names its problems")
    state = {"accepted": "acknowledged", "rejected": "rejected"}[wanted["outcome"]]
    with world.db.transaction():
        document = get_document(world, document_id)
        if document["direction"] != "inbound":
            raise invalid("only what came in is acknowledged")
        if document["state"] == state:
            return document
        if document["state"] != "available":
            raise GridError(409, "already_acknowledged_differently", f"the document is {document['state']}")
        document = change(world, DOCUMENT, {**document, "state": state, "problems": wanted.get("problems", [])})
        _record(world, f"document_{state}", document, key=f"{document_id}:{state}")
    return document


def finish(world: World, document: Document, state: str, failure: str = "") -> Document:
    """End the way of a sent document: `acknowledged` by the partner's receipt, or `failed`."""
    return change(world, DOCUMENT, {**document, "state": state, "failure": failure})


def content_of(document: Document) -> bytes:
    return base64.b64decode(document["content_base64"])


def _bytes_of(content: Any) -> bytes:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return text.encode()


def _told(content: bytes) -> dict[str, Any]:
    return {
        "size": len(content),
        "content_sha256": hashlib.sha256(content).hexdigest(),
        "content_base64": base64.b64encode(content).decode(),
    }


def _refuse_used_number(world: World, facts: dict[str, Any]) -> None:
    """Between two parties a control number is used once; another document under it is a mistake of the sender."""
    parties = [facts.get("sender"), facts.get("receiver"), facts.get("control_number")]
    for other in world.db.find(DOCUMENT, "direction", "outbound"):
        known = other["facts"]
        if parties[2] and parties == [known.get("sender"), known.get("receiver"), known.get("control_number")]:
            raise _invalid("/ISA/13", "duplicate_control_number", "the control number was used before")


def _invalid(path: str, code: str, message: str) -> GridError:
    problem = {"path": path, "code": code, "message": message}
    return GridError(422, "document_invalid", "the document cannot be taken", problems=[problem])


def _business_key(document: Document) -> str:
    key = f"{document['partner_id']}:{document['document_type']}:{document['document_number']}:{document['purpose']}"
    # A second change of one order is another effect, a second original is not.
    return key if document["purpose"] != "replace" else f"{key}:{document['content_sha256'][:12]}"


def _record(world: World, operation: str, document: Document, *, key: str) -> None:
    detail = {name: document[name] for name in ("id", "document_type", "partner_id", "format", "external_reference")}
    world.effects.record(
        "trading_grid",
        operation,
        key=key,
        subject=document["document_number"],
        detail={**detail, "state": document["state"]},
    )
