"""Handlers for versions, content and categories (contract extended-ecm, sections 5 and 6)."""

from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from integrator.sandbox.ecm.answers import change, element, node_list, page_of
from integrator.sandbox.ecm.audit import VERSION_OPENED
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import invalid, wrong_type
from integrator.sandbox.ecm.nodes import Node
from integrator.sandbox.ecm.rendering import category_answer, category_state, properties
from integrator.sandbox.ecm.versions import Version, shown_version

_ADDING = {"add", "add_upgrade"}


def add_version(call: Call) -> Any:
    node = _document(call, "modify")
    version = _add_version(call, node)
    data = {"properties": properties(call.ecm, node), "versions": shown_version(version)}
    return element(call.href, {"data": data}, "POST")


def add_version_v1(call: Call) -> Any:
    version = _add_version(call, _document(call, "modify"))
    return {"id": version["id"], "version_number": version["version_number"]}


def _add_version(call: Call, node: Node) -> Version:
    groups = call.ecm.wanted_categories(call.fields.values)
    version = call.ecm.versions.add(node, call.fields.file("file"), user_id=call.user_id, values=call.fields.values)
    call.ecm.categories.put_all(node, groups, user_id=call.user_id)
    return version


def versions(call: Call) -> Any:
    """Oldest first, unless `order=desc`."""
    found = _document(call)["versions"]
    ordered = list(reversed(found)) if call.asked("order") == "desc" else found
    page = page_of(ordered, call.href, call.query)
    items = [{"data": {"versions": shown_version(version)}} for version in page.items]
    return node_list(call.href, items, page.paging)


def latest_version(call: Call) -> Any:
    return {"data": shown_version(_document(call)["versions"][-1])}


def one_version(call: Call) -> Any:
    node = _document(call)
    version = call.ecm.versions.get(node, call.number("number"))
    return element(call.href, {"data": {"versions": shown_version(version)}})


def purge_versions(call: Call) -> Any:
    number = as_number(call.asked("number_to_keep", "1"), "number_to_keep")
    call.ecm.versions.purge(_document(call, "delete_versions"), number, user_id=call.user_id)
    return change(call.href, "DELETE")


def content(call: Call) -> Response:
    node = _document(call, "see_contents")
    return _download(call, node, node["versions"][-1])


def version_content(call: Call) -> Response:
    node = _document(call, "see_contents")
    return _download(call, node, call.ecm.versions.get(node, call.number("number")))


def _download(call: Call, node: Node, version: Version) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(node['name'])}"
    data = call.ecm.versions.content(node, version)
    call.ecm.audit.note(VERSION_OPENED, node)
    headers = {"Content-Disposition": disposition, "Content-Type": version["mime_type"]}
    return Response(data, headers=headers)


def _document(call: Call, right: str = "see") -> Node:
    return call.permitted(call.ecm.versions.document(call.number("id")), right)


def categories(call: Call) -> Any:
    node = call.node()
    with_metadata = call.has("metadata")
    results = [category_answer(call.ecm, node, int(key), with_metadata=with_metadata) for key in node["categories"]]
    return element(call.href, {}) | {"results": results}


def category(call: Call) -> Any:
    answer = category_answer(call.ecm, call.node(), call.number("category"), with_metadata=call.has("metadata"))
    return element(call.href, answer)


def apply_category(call: Call) -> Any:
    node, category_id = call.node("edit_attributes"), call.fields.number("category_id")
    call.ecm.categories.apply(node, category_id, _values(call), user_id=call.user_id)
    return _with_state(call, node, category_id, "POST")


def update_category(call: Call) -> Any:
    node, category_id = call.node("edit_attributes"), call.number("category")
    values = _values(call)
    if not values:
        raise invalid()
    call.ecm.categories.update(node, category_id, values, user_id=call.user_id)
    return _with_state(call, node, category_id, "PUT")


def remove_category(call: Call) -> Any:
    call.ecm.categories.remove(call.node("edit_attributes"), call.number("category"), user_id=call.user_id)
    return change(call.href, "DELETE")


def apply_below(call: Call) -> Any:
    """Put categories on everything below a container that the caller may change."""
    wanted = call.fields.get("categories")
    if not isinstance(wanted, list) or not all(isinstance(entry, dict) for entry in wanted):
        raise wrong_type("categories")
    ids = [as_number(entry.get("id"), "categories") for entry in wanted if entry.get("action") in _ADDING]
    if len(ids) != len(wanted):
        raise invalid()
    for node in call.ecm.nodes.below(call.node("edit_attributes")):
        if call.ecm.permissions.allows(call.login.user, node, "edit_attributes"):
            call.ecm.categories.put_all(node, {one: {} for one in ids}, user_id=call.user_id)
    return change(call.href, "POST")


def inherit(call: Call) -> Any:
    node = call.node("edit_attributes")
    call.ecm.categories.set_inheritance(node, call.number("category"), is_on=True, user_id=call.user_id)
    return change(call.href, "POST")


def inherit_no_more(call: Call) -> Any:
    node = call.node("edit_attributes")
    call.ecm.categories.set_inheritance(node, call.number("category"), is_on=False, user_id=call.user_id)
    return change(call.href, "DELETE")


def _values(call: Call) -> dict[str, Any]:
    """Clients name the category beside its values, also where the path names it already."""
    return {name: value for name, value in call.fields.values.items() if name != "category_id"}


def _with_state(call: Call, node: Node, category_id: int, method: str) -> Any:
    return element(call.href, {"state": category_state(node, category_id)}, method)


TABLE: Table = [
    ("POST", "/v1/nodes/{id}/versions", add_version_v1),
    ("POST", "/v2/nodes/{id}/versions", add_version),
    ("GET", "/v2/nodes/{id}/versions", versions),
    ("DELETE", "/v2/nodes/{id}/versions", purge_versions),
    ("GET", "/v1/nodes/{id}/versions/latest", latest_version),
    ("GET", "/v2/nodes/{id}/versions/{number}", one_version),
    ("GET", "/v1/nodes/{id}/content", content),
    ("GET", "/v2/nodes/{id}/content", content),
    ("GET", "/v1/nodes/{id}/versions/{number}/content", version_content),
    ("GET", "/v2/nodes/{id}/versions/{number}/content", version_content),
    ("GET", "/v2/nodes/{id}/categories", categories),
    ("POST", "/v2/nodes/{id}/categories", apply_category),
    ("POST", "/v2/nodes/{id}/categories/apply", apply_below),
    ("GET", "/v2/nodes/{id}/categories/{category}", category),
    ("PUT", "/v2/nodes/{id}/categories/{category}", update_category),
    ("DELETE", "/v2/nodes/{id}/categories/{category}", remove_category),
    ("POST", "/v2/nodes/{id}/categories/{category}/inheritance", inherit),
    ("DELETE", "/v2/nodes/{id}/categories/{category}/inheritance", inherit_no_more),
]
