"""Create or update a workspace by its business object (contract extended-ecm, section 7)."""

from collections.abc import Mapping
from typing import Any

from integrator.sandbox.ecm.categories import Categories
from integrator.sandbox.ecm.decoding import as_number
from integrator.sandbox.ecm.errors import EcmError, invalid, missing, wrong_type
from integrator.sandbox.ecm.model import CATEGORIES, WorkspaceModel, type_of_business_object
from integrator.sandbox.ecm.nodes import Node
from integrator.sandbox.ecm.relations import Relations
from integrator.sandbox.ecm.roles import Roles
from integrator.sandbox.ecm.workspaces import BusinessObject, Workspaces

Info = Mapping[str, Any]


class Upserts:
    def __init__(self, workspaces: Workspaces, categories: Categories, relations: Relations, roles: Roles) -> None:
        self._workspaces = workspaces
        self._categories = categories
        self._relations = relations
        self._roles = roles

    def put(self, info: Info, *, user_id: int) -> Node:
        """Bring one entry of `bws_infos` into being; raises 400 for what the model does not know."""
        reference = business_object(info)
        if reference is None:
            raise missing("bo_id")
        model = type_of_business_object(reference.bo_type)
        if model is None:
            raise invalid()
        node = self._workspaces.find(reference)
        if node is None:
            name = f"{reference.bo_type} {reference.bo_id}"
            node = self._workspaces.create(model, name, reference=reference, user_id=user_id)
        for category_id, values in _properties(model, info).items():
            self._categories.update(node, category_id, values, user_id=user_id)
        for relation in _entries(info, "bo_relations"):
            self._relate(node, relation)
        for people in _entries(info, "bo_roles_users"):
            self._add_people(node, people)
        return node

    def _add_people(self, node: Node, people: Info) -> None:
        role = next((one for one in node["roles"] if one["name"] == people.get("role")), None)
        users = people.get("users")
        if role is None or not isinstance(users, list):
            raise invalid()
        for user in users:
            self._roles.add_member(node, role["id"], as_number(user, "users"))

    def _relate(self, node: Node, relation: Info) -> None:
        kind = str(relation.get("relation_type", "")).lower()
        for other in _entries(relation, "business_objects"):
            reference = business_object(other)
            found = self._workspaces.find(reference) if reference else None
            if found is None:
                raise EcmError(400, "The related business workspace could not be found.")
            self._relations.ensure(node, found, kind)


def business_object(values: Info) -> BusinessObject | None:
    """Return the reference in `values`, none when it has none; raises 400 when it is not whole."""
    names = ("ext_system_id", "bo_type", "bo_id")
    given = {name: values[name] for name in names if values.get(name)}
    if not given:
        return None
    for name in names:
        if name not in given:
            raise missing(name)
    return BusinessObject(**{name: str(value) for name, value in given.items()})


def _properties(model: WorkspaceModel, info: Info) -> dict[int, dict[str, Any]]:
    """Business properties are mapped to the attributes of the same name in the type's categories."""
    keys = {
        name: (category.id, f"{category.id}_{number}")
        for category in CATEGORIES
        if category.id in model.categories
        for number, (name, _) in enumerate(category.attributes, 2)
    }
    values: dict[int, dict[str, Any]] = {}
    for item in _entries(info, "bo_properties"):
        if item.get("name") not in keys:
            raise invalid()
        category_id, key = keys[item["name"]]
        given = item.get("values")
        if not isinstance(given, list):
            raise wrong_type("values")
        values.setdefault(category_id, {})[key] = next(iter(given), None)
    return values


def _entries(info: Info, name: str) -> list[Info]:
    """Return a list of objects; empty when it is absent. Raises 400 for anything else."""
    entries = info.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise wrong_type(name)
    return entries
