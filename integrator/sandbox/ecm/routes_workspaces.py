"""Handlers for business workspaces, their relations and roles (contract extended-ecm, section 7)."""

import re
from typing import Any

from starlette.responses import JSONResponse, Response

from integrator.sandbox.ecm.answers import change, element, page_of, workspace_list
from integrator.sandbox.ecm.calls import Call, Table
from integrator.sandbox.ecm.errors import EcmError, invalid, missing, no_workspace, wrong_type
from integrator.sandbox.ecm.model import type_of_id
from integrator.sandbox.ecm.nodes import Node
from integrator.sandbox.ecm.rendering import shown
from integrator.sandbox.ecm.upserts import business_object
from integrator.sandbox.ecm.workspaces import BusinessObject


def types(call: Call) -> Any:
    with_templates = call.asked("expand_templates").lower() == "true"
    results = []
    for model in call.ecm.workspaces.types():
        shown_type: dict[str, Any] = {
            "wksp_type_id": model.type_id,
            "wksp_type_name": model.name,
            "rm_enabled": True,
            "wksp_creation": {"location": "BusinessProperty", "location_value": model.location},
            "wksp_name_generation": False,
        }
        if with_templates:
            shown_type["templates"] = [{"id": model.template_id, "name": model.name, "subType": 848}]
        results.append({"data": {"properties": shown_type, "wksp_info": {"wksp_type_icon": None}}})
    return element(call.href, {}) | {"results": results}


def business_object_types(call: Call) -> Any:
    systems = [system["name"] for system in call.ecm.world.db.all("ecm_external_system")]
    results = [
        {
            "data": {
                "properties": {
                    "bo_type": model.bo_type,
                    "bo_type_id": model.type_id,
                    "bo_type_name": model.bo_type,
                    "ext_system_id": system,
                    "is_default_Search": True,
                    "workspace_type_id": model.type_id,
                }
            }
        }
        for system in systems
        for model in call.ecm.workspaces.types()
    ]
    return element(call.href, {}) | {"results": results}


def create(call: Call) -> Any:
    """The id of the new workspace sits directly in `results`."""
    fields = call.fields
    type_id = fields.number("wksp_type_id") if fields.get("wksp_type_id") is not None else None
    model = call.ecm.workspaces.model(fields.number("template_id"), type_id)
    groups = call.ecm.wanted_categories(fields.values)
    node = call.ecm.workspaces.create(
        model,
        fields.text("name"),
        reference=business_object(fields.values),
        user_id=call.user_id,
        description=fields.text("description", ""),
    )
    call.ecm.categories.put_all(node, groups, user_id=call.user_id)
    return element(call.href, {"id": node["id"], "direct_open": True, "sub_folder_id": 0}, "POST")


def upsert(call: Call) -> Response:
    """Answers an array with one entry for each of `bws_infos`, in their order."""
    infos = call.fields.get("bws_infos")
    if not isinstance(infos, list):
        raise wrong_type("bws_infos")
    results: list[dict[str, Any]] = []
    for info in infos:
        if not isinstance(info, dict):
            raise wrong_type("bws_infos")
        try:
            results.append({"id": call.ecm.upserts.put(info, user_id=call.user_id)["id"], "error_message": ""})
        except EcmError as error:
            results.append({"id": 0, "error_message": error.text})
    return JSONResponse(results)


def get(call: Call) -> Any:
    node = _workspace(call)
    model = type_of_id(node["workspace_type"])
    references = [node["business_object"]] if node["business_object"] else []
    data = shown(call.ecm, node, call.all("fields"))
    data |= {
        "business_properties": {
            "workspace_type_id": node["workspace_type"],
            "workspace_type_name": model.name if model else "",
            **_reference_properties(node),
        },
        "workspace_references": [
            {
                "external_system_id": reference["ext_system_id"],
                "business_object_type": reference["bo_type"],
                "business_object_id": reference["bo_id"],
            }
            for reference in references
        ],
        "wksp_info": {"wksp_type_icon": None},
    }
    return element(call.href, {"data": data})


def _reference_properties(node: Node) -> dict[str, Any]:
    reference = node["business_object"] or {}
    return {
        "business_object_id": reference.get("bo_id"),
        "business_object_type": reference.get("bo_type"),
        "external_system_id": reference.get("ext_system_id"),
    }


def attach(call: Call) -> Any:
    call.ecm.workspaces.attach(_workspace(call, "modify"), _reference(call))
    return change(call.href, "PUT")


def detach(call: Call) -> Any:
    call.ecm.workspaces.detach(_workspace(call, "modify"), _reference(call))
    return change(call.href, "DELETE")


def _reference(call: Call) -> BusinessObject:
    reference = business_object(call.fields.values)
    if reference is None:
        raise missing("bo_id")
    return reference


def external_systems(call: Call) -> Any:
    names = [system["name"] for system in call.ecm.world.db.all("ecm_external_system")]
    results = [{"data": {"properties": {"external_system_name": name}}} for name in names]
    return element(call.href, {}) | {"results": results}


def by_business_object(call: Call) -> Any:
    reference = BusinessObject(call.path["system"], call.path["bo_type"], call.path["bo_id"])
    found = call.ecm.workspaces.find(reference)
    if found is None:
        raise no_workspace()
    return _list(call, [found])


def search(call: Call) -> Any:
    """By business object, by type, or by name (`contains_` and `startswith_` as prefixes)."""
    wanted = {name: call.asked(f"where_{name}") for name in ("ext_system_id", "bo_type", "bo_id")}
    if any(wanted.values()):
        reference = business_object(wanted)
        found = call.ecm.workspaces.find(reference) if reference else None
        return _list(call, [found] if found else [])
    type_name, name = call.asked("where_workspace_type_name"), call.asked("where_name")
    return _list(
        call,
        [node for node in call.ecm.workspaces.all() if _is_type(node, type_name) and _is_named(node["name"], name)],
    )


def _is_type(node: Node, type_name: str) -> bool:
    model = type_of_id(node["workspace_type"])
    return not type_name or (model is not None and model.name == type_name)


def _is_named(name: str, wanted: str) -> bool:
    folded = name.casefold()
    if wanted.startswith("contains_"):
        return wanted.removeprefix("contains_").casefold() in folded
    if wanted.startswith("startswith_"):
        return folded.startswith(wanted.removeprefix("startswith_").casefold())
    return wanted.casefold() in {"", folded}


def of_node(call: Call) -> Any:
    found = call.ecm.nodes.workspace_of(call.node())
    if found is None:
        raise no_workspace()
    return {
        "id": found["id"],
        "isLinked": found["business_object"] is not None,
        "type": found["type"],
        "workspace_type_id": found["workspace_type"],
    }


def relate(call: Call) -> Any:
    other = call.ecm.workspaces.get(call.fields.number("rel_bw_id"))
    call.ecm.relations.add(_workspace(call, "modify"), other, call.fields.text("rel_type"))
    return change(call.href, "POST")


def unrelate(call: Call) -> Any:
    other = call.ecm.workspaces.get(call.number("other"))
    call.ecm.relations.remove(_workspace(call, "modify"), other, call.asked("rel_type", "child"))
    return change(call.href, "DELETE")


def related(call: Call) -> Any:
    """The older `where_relationtype=child`, or the newer `where_rel_types={'child','parent'}`."""
    kinds = set(re.findall(r"child|parent", call.asked("where_rel_types"))) or {
        call.asked("where_relationtype", "child")
    }
    if not kinds <= {"child", "parent"}:
        raise invalid()
    types = set(re.findall(r"\d+", call.asked("where_workspace_type_ids", call.asked("where_workspace_type_id"))))
    found = [
        node
        for node in call.ecm.relations.of(_workspace(call), kinds)
        if (not types or str(node["workspace_type"]) in types) and _is_named(node["name"], call.asked("where_name"))
    ]
    return _list(call, found)


def roles(call: Call) -> Any:
    results = [_shown_role(call, role) for role in _workspace(call)["roles"]]
    return element(call.href, {}) | {"results": results}


def role(call: Call) -> Any:
    return element(call.href, _shown_role(call, call.ecm.roles.get(_workspace(call), call.number("role"))))


def _shown_role(call: Call, role: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "id": role["id"],
        "name": role["name"],
        "leader": role["leader"],
        "description": "",
        "inherited_from_id": None,
        "perms": None,
    }
    data = {"properties": properties, "members": call.ecm.roles.members(role)}
    return {"actions": {"data": {}, "map": {}, "order": []}, "data": data}


def role_members(call: Call) -> Any:
    role = call.ecm.roles.get(_workspace(call), call.number("role"))
    members = call.ecm.roles.members(role)
    return element(call.href, {}) | {"results": [{"data": {"properties": member}} for member in members]}


def add_role_member(call: Call) -> Any:
    member = call.ecm.roles.add_member(
        _workspace(call, "edit_permissions"), call.number("role"), call.fields.number("id")
    )
    return element(call.href, {"data": {"properties": member}}, "POST")


def remove_role_member(call: Call) -> Any:
    workspace = _workspace(call, "edit_permissions")
    call.ecm.roles.remove_member(workspace, call.number("role"), call.number("member"))
    return change(call.href, "DELETE")


def _workspace(call: Call, right: str = "see") -> Node:
    return call.permitted(call.ecm.workspaces.get(call.number("id")), right)


def _list(call: Call, found: list[Node]) -> Any:
    visible = [node for node in found if call.ecm.permissions.allows(call.login.user, node, "see")]
    page = page_of(visible, call.href, call.query)
    items = [{"data": shown(call.ecm, node, call.all("fields"))} for node in page.items]
    return workspace_list(call.href, items, page.paging)


_BASE = "/v2/businessworkspaces"
TABLE: Table = [
    ("GET", "/v2/businessworkspacetypes", types),
    ("GET", "/v2/businessobjecttypes", business_object_types),
    ("GET", "/v2/externalsystems", external_systems),
    ("GET", "/v2/externalsystems/{system}/botypes/{bo_type}/boids/{bo_id}", by_business_object),
    ("GET", _BASE, search),
    ("POST", _BASE, create),
    ("PUT", _BASE, upsert),
    ("GET", f"{_BASE}/{{id}}", get),
    ("GET", "/v1/nodes/{id}/businessworkspace", of_node),
    ("GET", f"{_BASE}/{{id}}/relateditems", related),
    ("POST", f"{_BASE}/{{id}}/relateditems", relate),
    ("DELETE", f"{_BASE}/{{id}}/relateditems/{{other}}", unrelate),
    ("PUT", f"{_BASE}/{{id}}/workspacereferences", attach),
    ("DELETE", f"{_BASE}/{{id}}/workspacereferences", detach),
    ("GET", f"{_BASE}/{{id}}/roles", roles),
    ("GET", f"{_BASE}/{{id}}/roles/{{role}}", role),
    ("GET", f"{_BASE}/{{id}}/roles/{{role}}/members", role_members),
    ("POST", f"{_BASE}/{{id}}/roles/{{role}}/members", add_role_member),
    ("DELETE", f"{_BASE}/{{id}}/roles/{{role}}/members/{{member}}", remove_role_member),
]
