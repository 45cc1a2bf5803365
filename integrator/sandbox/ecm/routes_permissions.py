"""Handlers for permissions (contract extended-ecm, section 8)."""

from typing import Any

from integrator.sandbox.ecm.acls import RIGHTS, checked_rights
from integrator.sandbox.ecm.answers import change, element
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import unknown_path, wrong_type
from integrator.sandbox.ecm.permissions import KINDS, Entry


def all_of_node(call: Call) -> Any:
    entries = call.ecm.permissions.of(call.node())
    return {**element(call.href, {}), "results": [{"data": {"permissions": entry}} for entry in entries]}


def one_kind(call: Call) -> Any:
    return _shown(call, call.ecm.permissions.entry(call.node(), _kind(call)))


def one_member(call: Call) -> Any:
    return _shown(call, call.ecm.permissions.entry(call.node(), "custom", call.number("right")))


def effective(call: Call) -> Any:
    member = call.ecm.roles.any_member(call.number("right"))
    node = call.node()
    rights = RIGHTS if member.get("is_administrator") else call.ecm.permissions.of_member(node, member["id"])
    shown = {"type": "effective", "right_id": member["id"], "permissions": [one for one in RIGHTS if one in rights]}
    return _shown(call, shown)


def grant(call: Call) -> Any:
    member = call.ecm.roles.any_member(call.fields.number("right_id"))
    return _grant(call, "custom", member["id"], "POST")


def grant_several(call: Call) -> Any:
    """An existing grant of a member is replaced."""
    wanted = call.fields.get("permissions_array")
    if not isinstance(wanted, list) or not all(isinstance(entry, dict) for entry in wanted):
        raise wrong_type("permissions_array")
    node = call.node("edit_permissions")
    checked = [
        (call.ecm.roles.any_member(as_number(entry.get("right_id"), "right_id"))["id"], _rights(entry))
        for entry in wanted
    ]
    given = [
        call.ecm.permissions.grant(node, "custom", right_id, rights, _apply_to(call)) for right_id, rights in checked
    ]
    return {**element(call.href, {}, "POST"), "results": [{"data": {"permissions": entry}} for entry in given]}


def change_member(call: Call) -> Any:
    right_id = call.number("right")
    call.ecm.permissions.entry(call.node(), "custom", right_id)
    return _grant(call, "custom", right_id)


def change_kind(call: Call) -> Any:
    return _grant(call, _kind(call), None)


def withdraw(call: Call) -> Any:
    call.ecm.permissions.withdraw(call.node("edit_permissions"), "custom", call.number("right"), _asked_apply_to(call))
    return change(call.href, "DELETE")


def withdraw_kind(call: Call) -> Any:
    call.ecm.permissions.withdraw(call.node("edit_permissions"), _kind(call), None, _asked_apply_to(call))
    return change(call.href, "DELETE")


def _grant(call: Call, kind: str, right_id: int | None, method: str = "PUT") -> Any:
    node, rights = call.node("edit_permissions"), _rights(call.fields.values)
    return _shown(call, call.ecm.permissions.grant(node, kind, right_id, rights, _apply_to(call)), method)


def _rights(values: dict[str, Any]) -> tuple[str, ...]:
    return checked_rights(values.get("permissions"))


def _apply_to(call: Call) -> int:
    return call.fields.number("apply_to") if call.fields.get("apply_to") is not None else 0


def _asked_apply_to(call: Call) -> int:
    return as_number(call.asked("apply_to", "0"), "apply_to")


def _kind(call: Call) -> str:
    if call.path["kind"] not in KINDS:
        raise unknown_path()
    return call.path["kind"]


def _shown(call: Call, entry: Entry, method: str = "GET") -> Any:
    return element(call.href, {"data": {"permissions": entry}}, method)


_BASE = "/v2/nodes/{id}/permissions"
TABLE: Table = [
    ("GET", _BASE, all_of_node),
    ("POST", f"{_BASE}/custom", grant),
    ("POST", f"{_BASE}/custom/bulk", grant_several),
    ("GET", f"{_BASE}/custom/{{right}}", one_member),
    ("PUT", f"{_BASE}/custom/{{right}}", change_member),
    ("DELETE", f"{_BASE}/custom/{{right}}", withdraw),
    ("GET", f"{_BASE}/effective/{{right}}", effective),
    ("GET", f"{_BASE}/{{kind}}", one_kind),
    ("PUT", f"{_BASE}/{{kind}}", change_kind),
    ("DELETE", f"{_BASE}/{{kind}}", withdraw_kind),
]
