"""How changes of the repository stand in the effect ledger and the audit trail: by business object and store."""

from typing import Any

from integrator.sandbox.ecm.audit import Audit
from integrator.sandbox.ecm.nodes import Node, Nodes
from integrator.sandbox.world import World


class EcmEffects:
    """Records one effect for each real change; the system's own folders and templates are none."""

    def __init__(self, world: World, nodes: Nodes, audit: Audit) -> None:
        self._world = world
        self._nodes = nodes
        self._audit = audit

    def record(self, operation: str, node: Node, *, key: str, **detail: Any) -> None:
        """Record that `operation` happened to `node`; the subject is the business object around it."""
        workspace = self._nodes.workspace_of(node)
        self._audit.note_effect(operation, node, detail)
        self._world.effects.record(
            "ecm",
            operation,
            key=key,
            store=self.store_of(workspace),
            subject=business_key(workspace),
            detail={"node": node["id"], "path": self._nodes.path(node), **detail},
        )

    def store_of(self, workspace: Node | None) -> str:
        """Return the store whose external system the workspace belongs to."""
        reference = workspace["business_object"] if workspace else None
        return store_of_system(self._world.config.stores, reference["ext_system_id"]) if reference else ""


def business_key(workspace: Node | None) -> str:
    """Return `Order/1001`; empty outside of workspaces and for one without business object."""
    reference = workspace["business_object"] if workspace else None
    return f"{reference['bo_type']}/{reference['bo_id']}" if reference else ""


def system_of_store(store: str) -> str:
    """Return the external system that a store has for itself when there are several."""
    return f"SHOPIFY_{store.partition('.')[0].upper()}"


def store_of_system(stores: tuple[str, ...], system: str) -> str:
    """`SHOPIFY` alone is the first store's."""
    return next((store for store in stores if system_of_store(store) == system), stores[0])
