"""How nodes are shown: the named fields only, in v2's shapes (contract extended-ecm, sections 1 and 4)."""

import re
from collections.abc import Sequence
from typing import Any

from integrator.sandbox.ecm.categories import described, values_of
from integrator.sandbox.ecm.errors import invalid
from integrator.sandbox.ecm.model import type_of_id
from integrator.sandbox.ecm.nodes import DOCUMENT, LEAVES, SHORTCUT, TYPE_NAMES, WORKSPACE, Node
from integrator.sandbox.ecm.state import Ecm
from integrator.sandbox.ecm.versions import shown_version

_FIELD = re.compile(r"(?P<name>\w+)(\.(?P<cut>element|limit)\((?P<number>\d+)\))?(\{(?P<only>[^}]*)\})?")


def properties(ecm: Ecm, node: Node) -> dict[str, Any]:
    """Return the properties of a node."""
    is_document = node["type"] == DOCUMENT
    latest = node["versions"][-1] if node["versions"] else {}
    is_container = node["type"] not in LEAVES
    size = latest.get("file_size") if is_document else len(ecm.nodes.children(node["id"]))
    shown = {
        "id": node["id"],
        "type": node["type"],
        "type_name": TYPE_NAMES.get(node["type"], "Item"),
        "name": node["name"],
        "name_multilingual": {"en": node["name"]},
        "parent_id": node["parent_id"],
        "volume_id": -2000,
        "description": node["description"],
        "description_multilingual": {"en": node["description"]},
        "create_date": node["create_date"],
        "create_user_id": node["create_user_id"],
        "modify_date": node["modify_date"],
        "modify_user_id": node["modify_user_id"],
        "owner_user_id": node["create_user_id"],
        "container": is_container,
        "container_size": size if is_container else 0,
        "size": size,
        "size_formatted": f"{size} bytes" if is_document else f"{size} Items",
        "mime_type": latest.get("mime_type"),
        "reserved": node["reserved_user_id"] is not None,
        "reserved_user_id": node["reserved_user_id"] or 0,
        "versionable": is_document,
        "versions_control_advanced": False,
        "permissions_model": "advanced",
        "favorite": False,
        "hidden": False,
        "external_create_date": node["external_create_date"],
        "external_modify_date": node["external_modify_date"],
        "external_source": node["external_source"],
        "external_identity": node["external_identity"],
        "external_identity_type": node["external_identity_type"],
    }
    if node["type"] == SHORTCUT:
        shown["original_id"] = node["original_id"]
    if node["type"] == WORKSPACE:
        model = type_of_id(node["workspace_type"])
        shown |= {"wksp_type_name": model.name if model else "", "rm_enabled": True, "image_url": None}
    return shown


def shown(ecm: Ecm, node: Node, fields: Sequence[str]) -> dict[str, Any]:
    """Return what `fields` ask for, all properties without any; raises 400 for an unreadable field."""
    data: dict[str, Any] = {}
    for field in fields or ["properties"]:
        match = _FIELD.fullmatch(field)
        if match is None:
            raise invalid()
        value = _field(ecm, node, match["name"])
        if match["cut"] == "element":
            value = value[int(match["number"])] if int(match["number"]) < len(value) else {}
        elif match["cut"] == "limit":
            value = value[: int(match["number"])]
        if match["only"] and isinstance(value, dict):
            names = {name.strip() for name in match["only"].split(",")}
            value = {name: kept for name, kept in value.items() if name in names}
        data[match["name"]] = value
    return data


def _field(ecm: Ecm, node: Node, name: str) -> Any:
    match name:
        case "properties":
            return properties(ecm, node)
        case "categories":
            return [values_of(node, ecm.categories.definition(int(key))) for key in node["categories"]]
        case "versions":
            return [shown_version(version) for version in reversed(node["versions"])]
        case "permissions":
            return ecm.permissions.of(node)
        case _:
            raise invalid()


def category_answer(ecm: Ecm, node: Node, category_id: int, *, with_metadata: bool) -> dict[str, Any]:
    """Return one category of a node as `GET .../categories` does."""
    category = ecm.categories.applied(node, category_id)
    answer: dict[str, Any] = {"data": {"categories": values_of(node, category)}}
    if with_metadata:
        definitions = described(category)
        key = str(category_id)
        answer |= {
            "metadata": {"categories": definitions},
            "metadata_map": {"categories": {key: [name for name in definitions if name != key]}},
            "metadata_order": {"categories": [key]},
        }
    return answer


def category_state(node: Node, category_id: int) -> dict[str, Any]:
    """Return the token that guards the next change of a category."""
    token = node["categories"][str(category_id)]["token"]
    return {"categories": {f"{category_id}_1": {"metadata_token": str(token)}}}
