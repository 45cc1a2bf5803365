"""Shares: one recipient's way into a folder or file, until it ends (file360.md 5.2, 5.3 row 11)."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.file360 import moments
from integrator.sandbox.file360.access import ROLES
from integrator.sandbox.file360.errors import Refusal, conflict, invalid, not_found
from integrator.sandbox.file360.items import Item, Items
from integrator.sandbox.switches import read_switches
from integrator.sandbox.world import World

_SHARE = "file360.share"
_REFUSED_DOMAIN = "@blocked.invalid"
_HIDDEN = frozenset({"asked", "accepted", "revoked"})


class Shares:
    """A share is kept for ever: a revoked or expired one stays in the list and keeps its reference."""

    def __init__(self, world: World, items: Items) -> None:
        self._world = world
        self._items = items

    def get(self, share_id: str) -> Document:
        """Return a share; raises 404."""
        share = self._world.db.get(_SHARE, share_id)
        if share is None:
            raise not_found("share")
        return share

    def of(self, item: Item) -> list[Document]:
        return self._world.db.find(_SHARE, "item_id", item["id"])

    def find(self, reference: str | None, asked: dict[str, Any]) -> Document | None:
        """Return the share of a reference; raises 409 when it was asked for otherwise then."""
        found = self._world.db.find(_SHARE, "external_reference", reference) if reference else []
        if not found:
            return None
        if found[0]["asked"] != asked:
            text = "this reference belongs to another share"
            raise conflict("external_reference_conflict", text, self.shown(found[0]))
        return found[0]

    def add(self, item: Item, asked: dict[str, Any], reference: str | None) -> Document:
        """Create a share of what was asked for; raises 403 when outsiders may not have it."""
        is_external = asked["recipient"]["type"] == "external_user"
        if is_external:
            self._require_outsider(asked["recipient"]["email"])
        share = {
            "id": f"sh-{self._world.db.next_number(_SHARE, 501)}",
            "item_id": item["id"],
            **{name: asked[name] for name in ("recipient", "role", "can_download", "message", "expires_at")},
            "can_reshare": False,
            "created_at": self._items.now(),
            "external_reference": reference,
            "accepted": not is_external,
            "revoked": False,
            "asked": asked,
        }
        self.put(share)
        return share

    def put(self, share: Document) -> None:
        self._world.db.put(_SHARE, share["id"], share)

    def shown(self, share: Document) -> dict[str, Any]:
        shown = {name: value for name, value in share.items() if name not in _HIDDEN}
        return {**shown, "state": self._state(share)}

    def is_open(self, share: Document) -> bool:
        return self._state(share) in {"pending", "active"}

    def rank_of(self, email: str, item: Item) -> int:
        """Return the place in `ROLES` of the best role that open shares give an outsider; -1 for none."""
        ranks = [
            ROLES.index(share["role"])
            for place in self._items.upward(item)
            for share in self.of(place)
            if share["recipient"]["email"] == email and self.is_open(share)
        ]
        return max(ranks, default=-1)

    def accept(self, email: str, item: Item) -> list[Document]:
        """Take up an outsider's open invitations to `item`; return those that were pending."""
        waiting = [
            share
            for place in self._items.upward(item)
            for share in self.of(place)
            if share["recipient"]["email"] == email and self._state(share) == "pending"
        ]
        for share in waiting:
            self.put({**share, "accepted": True})
        return waiting

    def _state(self, share: Document) -> str:
        if share["revoked"]:
            return "revoked"
        if share["expires_at"] and moments.read(share["expires_at"], "") <= self._world.clock.now():
            return "expired"
        return "active" if share["accepted"] else "pending"

    def _require_outsider(self, email: str) -> None:
        if "@" not in email:
            raise invalid("email of an external_user is missing or invalid")
        if not read_switches(self._world.db).external_sharing:
            raise Refusal(403, "external_sharing_disabled", "sharing with people outside is switched off")
        if email.endswith(_REFUSED_DOMAIN):
            raise Refusal(403, "recipient_not_allowed", "nothing may be shared with this domain")
