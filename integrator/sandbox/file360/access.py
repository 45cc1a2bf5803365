"""Who may do what: roles on folders, inherited downwards until a folder stops that (file360.md 5.2, 5.3 row 13)."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.file360.errors import forbidden, invalid, not_found
from integrator.sandbox.file360.fields import checked, one_of
from integrator.sandbox.file360.items import Item, Items
from integrator.sandbox.world import World

Actor = dict[str, str]

ROLES = ("viewer", "editor", "contributor", "manager")
"""Each may do what the one before it may, and more."""

_PRINCIPAL = "file360.principal"
_GRANT = {"principal": dict, "role": str}
_WHO = {"type": str, "id": str, "name": str}


class Access:
    """The people, their groups, and what folders grant them. Who made a folder always manages it."""

    def __init__(self, world: World, items: Items) -> None:
        self._world = world
        self._items = items

    def add_principal(self, kind: str, principal_id: str, name: str, groups: tuple[str, ...] = ()) -> None:
        known = {"type": kind, "id": principal_id, "name": name, "groups": list(groups)}
        self._world.db.put(_PRINCIPAL, principal_id, known)

    def principal(self, principal_id: str, kind: str = "") -> Document:
        """Return a user or a group; raises 404."""
        found = self._world.db.get(_PRINCIPAL, principal_id)
        if found is None or kind not in {"", found["type"]}:
            raise not_found("principal")
        return found

    def person(self, user_id: str) -> Actor:
        """Return a seeded user as an actor; raises 404."""
        user = self.principal(user_id, "user")
        return {"type": "user", "id": user["id"], "email": f"{user['id']}@sandbox.invalid"}

    def require(self, actor: Actor, item: Item, role: str) -> None:
        """Raise 403 unless `actor` has at least `role` at `item`."""
        if not self.may(actor, item, role):
            raise forbidden()

    def may(self, actor: Actor, item: Item, role: str) -> bool:
        return ROLES.index(role) <= self._rank(actor, item)

    def grants_of(self, folder: Item) -> dict[str, Any]:
        return {"inherit": folder["inherit"], "grants": [self._shown(one) for one in folder["grants"]]}

    def read_grants(self, raw: Any) -> list[dict[str, str]]:
        """Return the grants of a request; raises 400 for an unknown principal or one that is named twice."""
        grants = []
        for one in raw:
            grant = checked(one, _GRANT, required=frozenset(_GRANT), what="a grant")
            who = checked(grant["principal"], _WHO, required=frozenset({"type", "id"}), what="a principal")
            one_of(who["type"], ("user", "group"), "type")
            known = self._world.db.get(_PRINCIPAL, who["id"])
            if known is None or known["type"] != who["type"]:
                raise invalid("there is no such principal")
            grants.append({"id": who["id"], "role": one_of(grant["role"], ROLES, "role")})
        if len({grant["id"] for grant in grants}) < len(grants):
            raise invalid("a principal is granted twice")
        return grants

    def _rank(self, actor: Actor, item: Item) -> int:
        """Return the place in `ROLES` of the best role that the folders around `item` give; -1 for none."""
        user = self._world.db.get(_PRINCIPAL, actor["id"])
        names = {actor["id"], *(user["groups"] if user else [])}
        best = -1
        for place in self._items.upward(item):
            if place["created_by"] == actor["id"]:
                return ROLES.index("manager")
            if place["type"] != "folder":
                continue
            best = max([best, *(ROLES.index(grant["role"]) for grant in place["grants"] if grant["id"] in names)])
            if not place["inherit"]:
                return best
        return best

    def _shown(self, grant: dict[str, str]) -> dict[str, Any]:
        who = self.principal(grant["id"])
        return {"principal": {name: who[name] for name in ("type", "id", "name")}, "role": grant["role"]}
