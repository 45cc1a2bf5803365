"""What the repository knows of a node beside its content, as tables."""

from collections.abc import Iterator
from typing import Any

from integrator.sandbox.ecm.nodes import WORKSPACE, Node
from integrator.sandbox.ecm.state import Ecm
from integrator.sandbox.pages.files.tree import Table

_PROVENANCE = ("external_source", "external_identity", "external_identity_type", "external_create_date")


def of_node(ecm: Ecm, node: Node) -> list[Table]:
    """Return the tables that have something to say, business object first."""
    return [table for table in _all(ecm, node) if table.rows]


def _all(ecm: Ecm, node: Node) -> Iterator[Table]:
    if node["type"] == WORKSPACE:
        yield _facts("Business object", node["business_object"] or {})
        yield Table("Roles", ("Role", "Leader", "Members"), [_role(ecm, role) for role in node.get("roles", ())])
    for name, values in ecm.categories.named_values(node).items():
        yield _facts(f"Category {name}", values)
    yield _facts("Record", node.get("record") or {})
    yield _facts("Provenance", {name: node[name] for name in _PROVENANCE})
    yield _permissions(ecm, node)


def _facts(title: str, values: dict[str, Any]) -> Table:
    return Table(title, (), [(name, str(value)) for name, value in values.items() if value is not None and value != ""])


def _role(ecm: Ecm, role: dict[str, Any]) -> tuple[str, ...]:
    members = ", ".join(str(member["display_name"]) for member in ecm.roles.members(role))
    return str(role["name"]), "yes" if role["leader"] else "", members or "nobody"


def _permissions(ecm: Ecm, node: Node) -> Table:
    rows = [
        (str(grant["type"]), str(grant["right_id"] or ""), ", ".join(grant["permissions"]) or "none")
        for grant in ecm.permissions.of(node)
    ]
    return Table("Permissions", ("For", "Member", "Rights"), rows)
