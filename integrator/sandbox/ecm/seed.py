"""Plants the administrator's model into an empty repository."""

from typing import Any

from integrator.sandbox.ecm.acls import EVERYBODY
from integrator.sandbox.ecm.effects import system_of_store
from integrator.sandbox.ecm.maps import MAPS
from integrator.sandbox.ecm.model import (
    CATEGORIES,
    CLASSIFICATIONS,
    STAFF,
    SUBJECTS,
    VOLUMES,
    WORKSPACE_TYPES,
    CategoryModel,
    WorkspaceModel,
)
from integrator.sandbox.ecm.nicknames import Nicknames
from integrator.sandbox.ecm.nodes import (
    CATEGORIES_VOLUME,
    CATEGORY,
    CLASSIFICATION,
    CLASSIFICATIONS_VOLUME,
    ENTERPRISE,
    FOLDER,
    SUBJECT,
    TYPE_NAMES,
    WORKFLOW_MAP,
    WORKSPACE,
    WORKSPACES_VOLUME,
    Node,
    Nodes,
)
from integrator.sandbox.ecm.roles import GROUP, USER
from integrator.sandbox.ecm.sessions import SERVICE_USER
from integrator.sandbox.world import World

ADMIN = 1000
_ADMIN_PASSWORD = "livelink"  # noqa: S105 - Content Server's published initial password
_NO_PARENT = -1
_EDITION = "2"
"""Counts up with the model, so that a database of an earlier one gets what is missing."""


def plant(world: World, nodes: Nodes, nicknames: Nicknames) -> None:
    """Create users, volumes, categories, classifications, systems, templates and maps, unless they are there."""
    if world.db.get("ecm_seed", _EDITION):
        return
    with world.db.transaction():
        _plant_members(world)
        for kind, node_id in VOLUMES.items():
            _add(nodes, kind, _NO_PARENT, TYPE_NAMES[kind], node_id=node_id)
        shopify = _folder(nodes, ENTERPRISE, "Shopify")
        for category in CATEGORIES:
            _plant_category(nodes, category)
        for node_id, name in CLASSIFICATIONS.items():
            _add(nodes, CLASSIFICATION, CLASSIFICATIONS_VOLUME, name, node_id=node_id)
        for node_id, name in SUBJECTS.items():
            _add(nodes, SUBJECT, CLASSIFICATIONS_VOLUME, name, node_id=node_id)
        for system in ("SHOPIFY", *map(system_of_store, world.config.stores)):
            world.db.put("ecm_external_system", system, {"name": system})
        for model in WORKSPACE_TYPES:
            _plant_template(nodes, model)
        workflows = _folder(nodes, shopify["id"], "Workflows")
        for workflow_map in MAPS:
            node = _add(nodes, WORKFLOW_MAP, workflows["id"], workflow_map.name, node_id=workflow_map.id)
            nicknames.set(node, workflow_map.nickname)
        world.db.put("ecm_seed", _EDITION, {})


def _add(nodes: Nodes, kind: int, parent_id: int, name: str, *, node_id: int, **more: Any) -> Node:
    """Add a node of the model, unless an earlier edition did."""
    return nodes.find(node_id) or nodes.add(kind, parent_id, name, user_id=ADMIN, node_id=node_id, **more)


def _folder(nodes: Nodes, parent_id: int, name: str) -> Node:
    return nodes.child(parent_id, name) or nodes.add(FOLDER, parent_id, name, user_id=ADMIN)


def _plant_members(world: World) -> None:
    config = world.config
    logins = {ADMIN: ("admin", _ADMIN_PASSWORD), SERVICE_USER: (config.ecm_username, config.ecm_password)}
    logins |= {user_id: (name, _ADMIN_PASSWORD) for user_id, name in STAFF.items()}
    for user_id, (name, password) in logins.items():
        member = {
            "id": user_id,
            "type": USER,
            "name": name,
            "display_name": name.title(),
            "password": password,
            "is_administrator": user_id in {ADMIN, SERVICE_USER},
        }
        world.db.put("ecm_member", str(user_id), member)
    everybody = {"id": EVERYBODY, "type": GROUP, "name": "DefaultGroup", "display_name": "DefaultGroup"}
    world.db.put("ecm_member", str(EVERYBODY), everybody)


def _plant_category(nodes: Nodes, model: CategoryModel) -> None:
    attributes = [
        {"number": number, "name": name, "type": kind, "max_length": 254, "is_list": False}
        for number, (name, kind) in enumerate(model.attributes, 2)
    ]
    _add(nodes, CATEGORY, CATEGORIES_VOLUME, model.name, node_id=model.id, attributes=attributes)


def _plant_template(nodes: Nodes, model: WorkspaceModel) -> None:
    def on_it(*categories: int) -> dict[str, object]:
        return {str(category): {"values": {}, "token": 1} for category in categories}

    template = _add(
        nodes, WORKSPACE, WORKSPACES_VOLUME, model.name, node_id=model.template_id,
        workspace_type=model.type_id, business_object=None, categories=on_it(*model.categories),
    )  # fmt: skip
    present = {folder["name"] for folder in nodes.children(template["id"])}
    for name in (folder for folder in model.folders if folder not in present):
        nodes.add(
            FOLDER, template["id"], name, user_id=ADMIN, categories=on_it(*model.folder_categories),
            inherited_categories=list(model.folder_categories),
        )  # fmt: skip
