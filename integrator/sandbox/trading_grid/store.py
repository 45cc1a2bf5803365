"""How resources are kept: made once per external reference, versioned, changed only by who knows the version."""

import hashlib
import json
from typing import Any

from starlette.requests import Request

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid.errors import GridError, invalid, not_found
from integrator.sandbox.trading_grid.fields import show_time
from integrator.sandbox.world import World

CASE, MESSAGE, ATTACHMENT = "tg.case", "tg.message", "tg.attachment"
SURVEY, RESPONSE = "tg.survey", "tg.response"
PARTNER, EVENT, DOCUMENT = "tg.partner", "tg.event", "tg.document"

_PREFIXES = {CASE: "c", MESSAGE: "m", ATTACHMENT: "a", SURVEY: "s", RESPONSE: "r", DOCUMENT: "d"}
_WORDS = {CASE: "case", ATTACHMENT: "attachment", SURVEY: "survey", PARTNER: "partner", DOCUMENT: "document"}


def now(world: World) -> str:
    return show_time(world.clock.now())


def fingerprint(content: Any) -> str:
    """Return the hash by which two requests are equal."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def earlier(world: World, kind: str, external_reference: str, request_hash: str) -> Document | None:
    """Return what an equal request made before; raises `GridError` 409 when that one was another."""
    found = [one for one in world.db.find(kind, "external_reference", external_reference) if "request_hash" in one]
    if not found:
        return None
    if found[0]["request_hash"] != request_hash:
        message = "the external reference belongs to something else"
        raise GridError(409, "external_reference_conflict", message, existing_id=found[0]["id"])
    return found[0]


def add(world: World, kind: str, fields: Document) -> Document:
    """Keep a new resource under the next id of its kind, version 1."""
    number = world.db.next_number(kind, 100)
    moment = now(world)
    kept = {"id": f"{_PREFIXES[kind]}-{number}", "version": 1, "created_time": moment, "updated_time": moment, **fields}
    world.db.put(kind, kept["id"], kept)
    return kept


def change(world: World, kind: str, resource: Document) -> Document:
    """Keep a changed resource as its next version."""
    kept = {**resource, "version": resource["version"] + 1, "updated_time": now(world)}
    world.db.put(kind, kept["id"], kept)
    return kept


def get(world: World, kind: str, resource_id: str) -> Document:
    found = world.db.get(kind, resource_id)
    if found is None:
        raise not_found(_WORDS[kind])
    return found


def require_version(request: Request, resource: Document) -> None:
    """Compare `If-Match`; raises `GridError` 400 when it is missing, 412 when it is stale."""
    given = request.headers.get("if-match")
    if given is None:
        raise invalid("If-Match is missing")
    if given != etag(resource):
        raise GridError(412, "version_mismatch", "it was changed meanwhile", version=resource["version"])


def etag(resource: Document) -> str:
    return f'"{resource["version"]}"'


def shown(resource: Document) -> dict[str, Any]:
    """Return what callers may see of a resource."""
    hidden = {"request_hash", "content_base64", "arrives_time", "facts", "sequence_key", "behaviour"}
    return {name: value for name, value in resource.items() if name not in hidden}
