"""Handlers for shares and links (file360.md 5.3 rows 11 and 12)."""

from datetime import timedelta
from functools import partial
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.file360.access import ROLES
from integrator.sandbox.file360.calls import Call, Table
from integrator.sandbox.file360.errors import Refusal, invalid
from integrator.sandbox.file360.fields import check_reference, checked, one_of
from integrator.sandbox.file360.moments import normalized, show

_SHARE = {
    "recipient": dict,
    "role": str,
    "expires_at": str,
    "days_to_expire": int,
    "can_download": bool,
    "message": str,
    "notify": bool,
    "external_reference": str,
}
_SHARE_CHANGES = {"role": str, "expires_at": str, "days_to_expire": int, "can_download": bool, "message": str}
_RECIPIENT = {"type": str, "id": str, "email": str, "display_name": str}
_LINK = {"expires_at": str, "password": str, "max_downloads": int, "external_reference": str}


def share(call: Call, kind: str) -> Any:
    """An equal request under the same reference is a repeat and answers 200."""
    state = call.state
    item = call.item(kind, "manager")
    fields = call.fields(_SHARE, "recipient", "role")
    reference = fields.get("external_reference")
    check_reference(reference)
    asked = {
        "item_id": item["id"],
        "recipient": _recipient(call, fields["recipient"]),
        "role": one_of(fields["role"], ROLES[:-1], "role"),
        "can_download": fields.get("can_download", True),
        "message": fields.get("message", ""),
        "expires_at": _expiry(call, fields),
    }
    known = state.shares.find(reference, asked)
    if known is not None:
        return state.shares.shown(known)
    added = state.shares.add(item, asked, reference)
    detail = {"share": added["id"], "recipient": added["recipient"]["type"], "role": added["role"]}
    state.journal.record("shared", item, actor=call.actor, key=reference or added["id"], **detail)
    return state.shares.shown(added), 201


def shares(call: Call, kind: str) -> Any:
    call.asked("page", "limit")
    item = call.item(kind, "manager")
    return call.listed([call.state.shares.shown(one) for one in call.state.shares.of(item)])


def change_share(call: Call) -> Any:
    state = call.state
    known = _managed(call, state.shares.get(call.request.path_params["id"]))
    fields = call.fields(_SHARE_CHANGES)
    if known["revoked"]:
        raise invalid("a revoked share stays revoked")
    changed = {name: value for name, value in fields.items() if name in {"role", "can_download", "message"}}
    if "role" in changed:
        one_of(changed["role"], ROLES[:-1], "role")
    if fields.keys() & {"expires_at", "days_to_expire"}:
        changed["expires_at"] = _expiry(call, fields)
    if any(known[name] != value for name, value in changed.items()):
        state.shares.put({**known, **changed})
        number = state.world.db.next_number("file360.share_change")
        item = state.items.get(known["item_id"])
        key = f"{known['id']} change {number}"
        state.journal.record("share_changed", item, actor=call.actor, key=key, share=known["id"], fields=[*changed])
    return state.shares.shown({**known, **changed})


def revoke_share(call: Call) -> None:
    state = call.state
    known = _managed(call, state.shares.get(call.request.path_params["id"]))
    if not known["revoked"]:
        state.shares.put({**known, "revoked": True})
        item = state.items.get(known["item_id"])
        state.journal.record("share_revoked", item, actor=call.actor, key=f"{known['id']} revoked", share=known["id"])


def link(call: Call, kind: str) -> Any:
    """An equal request under the same reference is a repeat and answers 200."""
    state = call.state
    item = call.item(kind, "manager")
    fields = call.fields(_LINK)
    reference = fields.get("external_reference")
    check_reference(reference)
    if fields.get("max_downloads", 1) < 1:
        raise invalid("max_downloads is a number from 1")
    asked = {
        "item_id": item["id"],
        "expires_at": normalized(fields.get("expires_at"), "expires_at"),
        "password": fields.get("password", ""),
        "max_downloads": fields.get("max_downloads"),
    }
    known = state.links.find(reference, asked)
    if known is not None:
        return state.links.shown(known)
    added = state.links.add(item, asked, reference, str(call.request.base_url).rstrip("/"))
    state.journal.record("link_created", item, actor=call.actor, key=reference or added["id"], link=added["id"])
    return state.links.shown(added), 201


def links(call: Call, kind: str) -> Any:
    call.asked("page", "limit")
    item = call.item(kind, "manager")
    return call.listed([call.state.links.shown(one) for one in call.state.links.of(item)])


def revoke_link(call: Call) -> None:
    state = call.state
    known = _managed(call, state.links.get(call.request.path_params["id"]))
    if not known["revoked"]:
        state.links.put({**known, "revoked": True})
        item = state.items.get(known["item_id"])
        state.journal.record("link_revoked", item, actor=call.actor, key=f"{known['id']} revoked", link=known["id"])


def _managed(call: Call, known: Document) -> Document:
    call.state.access.require(call.actor, call.state.items.get(known["item_id"]), "manager")
    return known


def _recipient(call: Call, raw: dict[str, Any]) -> dict[str, Any]:
    recipient = checked(raw, _RECIPIENT, required=frozenset({"type"}), what="recipient")
    kind = one_of(recipient["type"], ("user", "group", "external_user"), "type")
    if kind == "external_user":
        if "email" not in recipient or "id" in recipient:
            raise invalid("an external_user has an email and no id")
        name = recipient.get("display_name", "")
        return {"type": kind, "id": None, "email": recipient["email"].lower(), "display_name": name}
    if "id" not in recipient:
        raise invalid(f"a {kind} has an id")
    try:
        known = call.state.access.principal(recipient["id"], kind)
    except Refusal as error:
        raise invalid("there is no such recipient") from error
    return {"type": kind, "id": known["id"], "email": None, "display_name": known["name"]}


def _expiry(call: Call, fields: dict[str, Any]) -> str | None:
    days = fields.get("days_to_expire")
    if days is None:
        return normalized(fields.get("expires_at"), "expires_at")
    if "expires_at" in fields or not 1 <= days <= 3650:
        raise invalid("days_to_expire is a number from 1 to 3650, and excludes expires_at")
    return show(call.state.world.clock.now() + timedelta(days=days))


def _both(method: str, name: str, body: Any, handler: Any) -> Table:
    return [(method, f"/{kind}s/{{id}}/{name}", body, partial(handler, kind=kind)) for kind in ("folder", "file")]


TABLE: Table = [
    *_both("POST", "shares", "json", share),
    *_both("GET", "shares", "none", shares),
    ("PUT", "/shares/{id}", "json", change_share),
    ("DELETE", "/shares/{id}", "none", revoke_share),
    *_both("POST", "links", "json", link),
    *_both("GET", "links", "none", links),
    ("DELETE", "/links/{id}", "none", revoke_link),
]
