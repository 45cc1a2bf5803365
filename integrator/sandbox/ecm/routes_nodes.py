"""Handlers for nodes and nicknames (contract extended-ecm, section 4)."""

from typing import Any

from integrator.sandbox.ecm.answers import change, element, node_list, page_of
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import EcmError, invalid, not_allowed, wrong_type
from integrator.sandbox.ecm.nodes import DOCUMENT, FOLDER, LEAVES, Node
from integrator.sandbox.ecm.records import is_final
from integrator.sandbox.ecm.rendering import properties, shown

_MAX_LISTED = 250
_SORT_KEYS = {"name", "create_date", "modify_date", "size", "type"}


def volume(call: Call) -> Any:
    return _element(call, call.permitted(call.ecm.volume(call.number("type"))))


def create(call: Call) -> Any:
    node = _create(call)
    return element(f"/v2/nodes/{node['id']}", {"data": {"properties": properties(call.ecm, node)}})


def create_v1(call: Call) -> Any:
    return {"id": _create(call)["id"]}


def _create(call: Call) -> Node:
    """`original_id` asks for a copy; then the type is the original's."""
    fields = call.fields
    parent_id, name = fields.number("parent_id"), fields.text("name")
    call.permitted(call.ecm.nodes.container(parent_id), "add_items")
    if fields.get("original_id") is not None:
        original = call.permitted(call.ecm.nodes.get(fields.number("original_id")), "see_contents")
        return call.ecm.copy(original, parent_id, name, user_id=call.user_id)
    kind = fields.number("type")
    if kind == FOLDER:
        return call.ecm.create_folder(parent_id, name, fields.values, user_id=call.user_id)
    if kind == DOCUMENT:
        return call.ecm.create_document(parent_id, name, fields.values, fields.file("file"), user_id=call.user_id)
    raise invalid()


def get(call: Call) -> Any:
    return _element(call, call.node())


def several(call: Call) -> Any:
    """Missing and invisible nodes are left out."""
    ids = call.fields.items("ids")
    if len(ids) > _MAX_LISTED:
        raise wrong_type("ids")
    fields = call.fields.items("fields") if call.fields.get("fields") else call.all("fields")
    found = []
    for node_id in ids:
        try:
            found.append(call.permitted(call.ecm.nodes.get(as_number(node_id, "ids"))))
        except EcmError:
            continue
    return {"results": [{"data": shown(call.ecm, node, fields)} for node in found]}


def change_node(call: Call) -> Any:
    """Rename, move, describe or reserve."""
    values = call.fields.values
    changes: dict[str, Any] = {name: call.fields.text(name) for name in ("name", "description") if name in values}
    if "parent_id" in values:
        changes["parent_id"] = call.fields.number("parent_id")
        call.permitted(call.ecm.nodes.container(changes["parent_id"]), "add_items")
    if "reserved_user_id" in values:
        reserved = values["reserved_user_id"]
        changes["reserved_user_id"] = None if reserved in (None, "") else as_number(reserved, "reserved_user_id")
    token = values.get("metadata_token")
    node = call.node("reserve" if changes.keys() == {"reserved_user_id"} else "modify")
    if is_final(node):
        raise not_allowed()
    changed = call.ecm.nodes.change(node, changes, token=None if token is None else str(token), user_id=call.user_id)
    if changed:
        call.ecm.effects.record("node_changed", node, key=f"{node['id']}/{node['token']}", changed=changed)
    return change(call.href, "PUT")


def children(call: Call) -> Any:
    """`where_name` matches any part of a name, whatever its case, so callers must compare themselves."""
    parent = call.node("see_contents")
    part = call.asked("where_name").casefold()
    kinds = [as_number(kind, "where_type") for kind in call.all("where_type")]
    found = [
        node
        for node in call.ecm.nodes.children(parent["id"])
        if part in node["name"].casefold()
        and (not kinds or any(_is_kind(node, kind) for kind in kinds))
        and call.ecm.permissions.allows(call.login.user, node, "see")
    ]
    page = page_of(_sorted(call, found), call.href, call.query)
    items = [{"data": shown(call.ecm, node, call.all("fields"))} for node in page.items]
    return node_list(call.href, items, page.paging, call.all("sort"))


def _is_kind(node: Node, kind: int) -> bool:
    match kind:
        case -1:
            return node["type"] not in LEAVES
        case -2:
            return True
        case -3:
            return node["type"] in LEAVES
        case _:
            return bool(node["type"] == kind)


def _sorted(call: Call, nodes: list[Node]) -> list[Node]:
    direction, _, key = call.asked("sort", "asc_name").partition("_")
    if direction not in {"asc", "desc"} or key not in _SORT_KEYS:
        raise invalid()
    if key == "name":
        return sorted(nodes, key=lambda node: str(node["name"]).casefold(), reverse=direction == "desc")
    order = {node["id"]: properties(call.ecm, node)[key] for node in nodes}
    return sorted(nodes, key=lambda node: (order[node["id"]], node["id"]), reverse=direction == "desc")


def taken_names(call: Call) -> Any:
    """Return only those of `names` that the parent already has."""
    parent_id, names = call.fields.number("parent_id"), call.fields.items("names")
    found = [call.ecm.nodes.child(parent_id, str(name)) for name in names]
    return {"results": [{"id": node["id"], "name": node["name"]} for node in found if node]}


def set_nickname(call: Call) -> Any:
    node, nickname = call.node("modify"), call.fields.text("nickname")
    if call.ecm.nicknames.set(node, nickname):
        call.ecm.effects.record("nickname_set", node, key=nickname)
    return change(call.href, "PUT")


def by_nickname(call: Call) -> Any:
    return _element(call, call.permitted(call.ecm.nicknames.find(call.path["nickname"])))


def _element(call: Call, node: Node) -> Any:
    results: dict[str, Any] = {"data": shown(call.ecm, node, call.all("fields"))}
    if call.has("state"):
        results["state"] = {"properties": {"metadata_token": str(node["token"])}}
    return element(call.href, results)


TABLE: Table = [
    ("GET", "/v2/volumes/{type}", volume),
    ("POST", "/v1/nodes", create_v1),
    ("POST", "/v2/nodes", create),
    ("POST", "/v2/nodes/list", several),
    ("GET", "/v2/nodes/{id}", get),
    ("PUT", "/v2/nodes/{id}", change_node),
    ("GET", "/v2/nodes/{id}/nodes", children),
    ("POST", "/v1/validation/nodes/names", taken_names),
    ("PUT", "/v2/nodes/{id}/nicknames", set_nickname),
    ("GET", "/v2/nicknames/{nickname}/nodes", by_nickname),
]
