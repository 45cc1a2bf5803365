"""Business workspaces: one per business object of an external system (contract extended-ecm, section 7)."""

from dataclasses import dataclass
from typing import Any

from integrator.sandbox.ecm.acls import Acl
from integrator.sandbox.ecm.categories import Categories
from integrator.sandbox.ecm.effects import EcmEffects, business_key, store_of_system
from integrator.sandbox.ecm.errors import EcmError, invalid, missing, no_access, no_workspace
from integrator.sandbox.ecm.model import (
    WORKSPACE_TYPES,
    WorkspaceModel,
    type_of_business_object,
    type_of_id,
    type_of_template,
)
from integrator.sandbox.ecm.nodes import ENTERPRISE, FOLDER, WORKSPACE, Node, Nodes
from integrator.sandbox.ecm.permissions import Permissions
from integrator.sandbox.ecm.roles import Roles
from integrator.sandbox.world import World

_FORGOTTEN = "ecm_forgotten_type"


@dataclass(frozen=True, slots=True)
class BusinessObject:
    """What a workspace stands for in the leading system; at most one workspace has the same."""

    ext_system_id: str
    bo_type: str
    bo_id: str

    @property
    def key(self) -> str:
        return f"{self.ext_system_id}/{self.bo_type}/{self.bo_id}"


class Workspaces:
    def __init__(
        self,
        world: World,
        nodes: Nodes,
        categories: Categories,
        *,
        roles: Roles,
        permissions: Permissions,
        effects: EcmEffects,
    ) -> None:
        self._world = world
        self._nodes = nodes
        self._categories = categories
        self._role_members = roles
        self._permissions = permissions
        self._effects = effects

    def types(self) -> list[WorkspaceModel]:
        """Return the workspace types that nobody has deleted."""
        return [model for model in WORKSPACE_TYPES if not self._world.db.get(_FORGOTTEN, model.name)]

    def forget_type(self, name: str) -> bool:
        """Delete a workspace type as an administrator would; False when there is none."""
        found = any(name == model.name for model in self.types())
        if found:
            self._world.db.put(_FORGOTTEN, name, {"name": name})
        return found

    def all(self) -> list[Node]:
        """Return every workspace, oldest first."""
        entries = self._world.db.all("ecm_workspace")
        found = (self._world.db.get("ecm_node", str(entry["id"])) for entry in entries)
        return [node for node in found if node and not node["is_deleted"]]

    def get(self, node_id: int) -> Node:
        """Return a workspace; raises 404."""
        try:
            node = self._nodes.get(node_id)
        except EcmError as error:
            raise no_workspace() from error
        if node["type"] != WORKSPACE:
            raise no_workspace()
        return node

    def find(self, reference: BusinessObject) -> Node | None:
        """Find the workspace of a business object; a deleted one no longer counts."""
        entry = self._world.db.get("ecm_business_object", reference.key)
        node = self._world.db.get("ecm_node", str(entry["id"])) if entry else None
        return node if node and not node["is_deleted"] else None

    def model(self, template_id: int, type_id: int | None) -> WorkspaceModel:
        """Return the type of a template; raises 400 when the two do not belong together."""
        model = type_of_template(template_id)
        if model is None or model not in self.types():
            raise no_access()
        if type_id is not None and type_of_id(type_id) is not model:
            raise invalid()
        return model

    def create(
        self, model: WorkspaceModel, name: str, *, reference: BusinessObject | None, user_id: int, **more: Any
    ) -> Node:
        """
        Create a workspace with all that its template brings.

        Raises 400 when the business object has one already, is of an unknown system, or of another type.
        """
        if reference is not None:
            self._check(model, reference)
        parent = self._location(model, reference)
        node = self._nodes.add(
            WORKSPACE, parent["id"], name, user_id=user_id, workspace_type=model.type_id,
            roles=self._roles(model), business_object=_as_document(reference), **more,
        )  # fmt: skip
        for category_id in model.categories:
            self._categories.put_silently(node, category_id, {})
        self._permissions.set_silently(node, _access(model, node))
        self._role_members.keep(node)
        self._copy_folders(model, node, user_id)
        self._world.db.put("ecm_workspace", str(node["id"]), {"id": node["id"]})
        if reference is not None:
            self._world.db.put("ecm_business_object", reference.key, {"id": node["id"]})
        self._effects.record("workspace_created", node, key=business_key(node) or name, type=model.name)
        return node

    def attach(self, node: Node, reference: BusinessObject) -> None:
        """Let a workspace stand for a business object; raises 400 as a creation does. Once more is harmless."""
        found = self.find(reference)
        if found and found["id"] == node["id"]:
            return
        model = type_of_id(node["workspace_type"])
        if model is None or node["business_object"] is not None:
            raise invalid()
        self._check(model, reference)
        node["business_object"] = _as_document(reference)
        self._nodes.put(node)
        self._world.db.put("ecm_business_object", reference.key, {"id": node["id"]})
        self._effects.record("reference_attached", node, key=reference.key)

    def detach(self, node: Node, reference: BusinessObject) -> None:
        """Let a workspace no longer stand for a business object; raises 400 when it does not."""
        found = self.find(reference)
        if found is None or found["id"] != node["id"]:
            raise invalid()
        node["business_object"] = None
        self._nodes.put(node)
        self._world.db.delete("ecm_business_object", reference.key)
        self._effects.record("reference_detached", node, key=reference.key)

    def _check(self, model: WorkspaceModel, reference: BusinessObject) -> None:
        if not reference.bo_id:
            raise missing("bo_id")
        is_known_system = self._world.db.get("ecm_external_system", reference.ext_system_id)
        if not is_known_system or type_of_business_object(reference.bo_type) is not model:
            raise invalid()
        if self.find(reference) is not None:
            raise EcmError(400, "A business workspace for this business object already exists.")

    def _location(self, model: WorkspaceModel, reference: BusinessObject | None) -> Node:
        """Open `Enterprise/Shopify/<shop>/Orders/<year>/<month>`; the system's own folders are no effects."""
        system = reference.ext_system_id if reference else "SHOPIFY"
        shop = store_of_system(self._world.config.stores, system).partition(".")[0]
        now = self._world.clock.now()
        years = [f"{now:%Y}"] if model.is_yearly else []
        months = [f"{now:%m}"] if model.is_monthly else []
        node = self._nodes.get(ENTERPRISE)
        for name in ("Shopify", shop, model.location, *years, *months):
            found = self._nodes.child(node["id"], name)
            node = found or self._nodes.add(FOLDER, node["id"], name, user_id=node["create_user_id"])
        return node

    def _copy_folders(self, model: WorkspaceModel, workspace: Node, user_id: int) -> None:
        for folder in self._nodes.children(model.template_id):
            copied = self._nodes.add(
                FOLDER, workspace["id"], folder["name"], user_id=user_id, categories=folder["categories"],
                inherited_categories=folder["inherited_categories"], acl=workspace["acl"],
            )  # fmt: skip
            role = dict(model.restricted).get(folder["name"])
            if role:
                self._permissions.set_silently(copied, _access(model, workspace, only=role))

    def _roles(self, model: WorkspaceModel) -> list[dict[str, Any]]:
        return [
            {"id": self._nodes.next_id(), "name": role.name, "leader": role.is_leader, "members": []}
            for role in model.roles
        ]


def _access(model: WorkspaceModel, workspace: Node, *, only: str = "") -> Acl:
    """Nobody but the roles; in a restricted folder only the leader and the one role."""
    rights = {role.name: role.all_rights for role in model.roles if only in {"", role.name} or role.is_leader}
    custom = {role["id"]: rights[role["name"]] for role in workspace["roles"] if role["name"] in rights}
    return Acl(group=None, public=(), custom=custom)


def _as_document(reference: BusinessObject | None) -> dict[str, str] | None:
    if reference is None:
        return None
    return {
        "ext_system_id": reference.ext_system_id,
        "bo_type": reference.bo_type,
        "bo_id": reference.bo_id,
    }
