"""Who may do what with a node (contract extended-ecm, section 8)."""

from collections.abc import Callable, Iterator
from typing import Any

from integrator.sandbox.ecm.acls import EVERYBODY, RIGHTS, Acl, Acls, Rights
from integrator.sandbox.ecm.effects import EcmEffects
from integrator.sandbox.ecm.errors import invalid, no_access, not_allowed
from integrator.sandbox.ecm.nodes import LEAVES, Node, Nodes

Entry = dict[str, Any]
Change = Callable[[Acl], None]

KINDS = ("owner", "group", "public")
ITEM, SUB_ITEMS, BOTH, IMMEDIATE = range(4)


class Permissions:
    def __init__(self, acls: Acls, nodes: Nodes, effects: EcmEffects) -> None:
        self._acls = acls
        self._nodes = nodes
        self._effects = effects

    def allows(self, user: dict[str, Any], node: Node, right: str) -> bool:
        """Whether a user has a right; administrators have all."""
        return user.get("is_administrator", False) or right in self.of_member(node, user["id"])

    def check(self, user: dict[str, Any], node: Node, right: str) -> None:
        """Raise 400 for a node that the user cannot see, 500 for a right that is missing."""
        if not self.allows(user, node, "see"):
            raise no_access()
        if not self.allows(user, node, right):
            raise not_allowed()

    def of(self, node: Node) -> list[Entry]:
        """Return the entries of a node's list as the API shows them."""
        acl = self._acl(node)
        shown: list[Entry] = [
            _entry("owner", node["create_user_id"], acl.owner),
            _entry("group", EVERYBODY, acl.group),
            _entry("public", None, acl.public),
        ]
        shown += [_entry("custom", right_id, rights) for right_id, rights in acl.custom.items()]
        return [entry for entry in shown if entry["permissions"] is not None]

    def entry(self, node: Node, kind: str, right_id: int | None = None) -> Entry:
        """Return one entry; raises 400 when it is not there."""
        for entry in self.of(node):
            if entry["type"] == kind and right_id in {None, entry["right_id"]}:
                return entry
        raise no_access()

    def of_member(self, node: Node, member_id: int) -> set[str]:
        """Return the rights that a user, a group or a role really has, by whatever way."""
        acl = self._acl(node)
        names = {member_id, EVERYBODY, *self._roles_of(node, member_id)}
        rights = set(acl.group or ()) | set(acl.public or ())
        if node["create_user_id"] == member_id:
            rights |= set(acl.owner or ())
        for right_id in names & acl.custom.keys():
            rights |= set(acl.custom[right_id])
        return rights

    def grant(self, node: Node, kind: str, right_id: int | None, rights: Rights, apply_to: int) -> Entry:
        """Set an entry on a node, what is below it, or both; raises 400 for sub-items of a document."""

        def change(acl: Acl) -> None:
            if kind == "custom" and right_id is not None:
                acl.custom[right_id] = rights
            else:
                setattr(acl, kind, rights)

        self._apply(node, apply_to, change)
        self._record(node, kind, right_id, rights)
        return _entry(kind, right_id, rights)

    def withdraw(self, node: Node, kind: str, right_id: int | None, apply_to: int) -> None:
        """Remove an entry; raises 400 when it is not there."""
        self.entry(node, kind, right_id)

        def change(acl: Acl) -> None:
            if kind == "custom" and right_id is not None:
                acl.custom.pop(right_id, None)
            else:
                setattr(acl, kind, None)

        self._apply(node, apply_to, change)
        self._record(node, kind, right_id, ())

    def set_silently(self, node: Node, acl: Acl) -> None:
        """Give a node its own list, as a template does."""
        node["acl"] = self._acls.keep(acl)
        self._nodes.put(node)

    def _acl(self, node: Node) -> Acl:
        return self._acls.get(node.get("acl"))

    def _roles_of(self, node: Node, member_id: int) -> Iterator[int]:
        workspace = self._nodes.workspace_of(node)
        for role in workspace.get("roles", []) if workspace else []:
            if {member_id, EVERYBODY} & set(role["members"]):
                yield role["id"]

    def _apply(self, node: Node, apply_to: int, change: Change) -> None:
        if apply_to not in range(4) or (apply_to != ITEM and node["type"] in LEAVES):
            raise invalid()
        if apply_to != SUB_ITEMS:
            self._change_one(node, change)
        if apply_to != ITEM:
            self._change_below(node, change, is_deep=apply_to != IMMEDIATE)

    def _change_below(self, node: Node, change: Change, *, is_deep: bool) -> None:
        for child in self._nodes.children(node["id"]):
            self._change_one(child, change)
            if is_deep:
                self._change_below(child, change, is_deep=True)

    def _change_one(self, node: Node, change: Change) -> None:
        acl = self._acl(node)
        change(acl)
        self.set_silently(node, acl)

    def _record(self, node: Node, kind: str, right_id: int | None, rights: Rights) -> None:
        key = f"{node['id']}/{kind if right_id is None else right_id}"
        self._effects.record("permissions_set", node, key=key, permissions=list(rights))


def _entry(kind: str, right_id: int | None, rights: Rights | None) -> Entry:
    ordered = None if rights is None else [right for right in RIGHTS if right in rights]
    return {"type": kind, "right_id": right_id, "permissions": ordered}
