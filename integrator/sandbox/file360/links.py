"""Links: an address that opens a file or folder without a login, until it ends (file360.md 5.2, 5.3 row 12)."""

import hashlib
import secrets
from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.file360 import moments
from integrator.sandbox.file360.errors import conflict, not_found
from integrator.sandbox.file360.items import Item, Items
from integrator.sandbox.world import World

_LINK = "file360.link"
_HIDDEN = frozenset({"asked", "password", "token", "revoked"})


class Links:
    """Links are kept for ever, as shares are."""

    def __init__(self, world: World, items: Items) -> None:
        self._world = world
        self._items = items

    def get(self, link_id: str) -> Document:
        """Return a link; raises 404."""
        link = self._world.db.get(_LINK, link_id)
        if link is None:
            raise not_found("link")
        return link

    def of(self, item: Item) -> list[Document]:
        return self._world.db.find(_LINK, "item_id", item["id"])

    def find(self, reference: str | None, asked: dict[str, Any]) -> Document | None:
        """Return the link of a reference; raises 409 when it was asked for otherwise then."""
        found = self._world.db.find(_LINK, "external_reference", reference) if reference else []
        if not found:
            return None
        if found[0]["asked"] != _fingerprint(asked):
            text = "this reference belongs to another link"
            raise conflict("external_reference_conflict", text, self.shown(found[0]))
        return found[0]

    def add(self, item: Item, asked: dict[str, Any], reference: str | None, base: str) -> Document:
        token = secrets.token_urlsafe(24)
        link = {
            "id": f"li-{self._world.db.next_number(_LINK, 701)}",
            "item_id": item["id"],
            "url": f"{base}/file360/open/{token}",
            "external_reference": reference,
            "expires_at": asked["expires_at"],
            "max_downloads": asked["max_downloads"],
            "download_count": 0,
            "password": _hash(asked["password"]),
            "token": token,
            "revoked": False,
            "asked": _fingerprint(asked),
        }
        self.put(link)
        return link

    def put(self, link: Document) -> None:
        self._world.db.put(_LINK, link["id"], link)

    def opened(self, token: str, password: str) -> Document:
        """Return the link that an address opens; raises 404 for one that is closed, or a wrong password."""
        found = self._world.db.find(_LINK, "token", token)
        if not found or self._state(found[0]) != "active" or found[0]["password"] != _hash(password):
            raise not_found("link")
        return found[0]

    def is_open(self, link: Document) -> bool:
        return self._state(link) == "active"

    def shown(self, link: Document) -> dict[str, Any]:
        shown = {name: value for name, value in link.items() if name not in _HIDDEN}
        return {**shown, "password_protected": bool(link["password"]), "state": self._state(link)}

    def _state(self, link: Document) -> str:
        if link["revoked"]:
            return "revoked"
        if link["expires_at"] and moments.read(link["expires_at"], "") <= self._world.clock.now():
            return "expired"
        if link["max_downloads"] and link["download_count"] >= link["max_downloads"]:
            return "expired"
        return "active"


def _hash(password: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest() if password else ""


def _fingerprint(asked: dict[str, Any]) -> dict[str, Any]:
    return {**asked, "password": _hash(asked["password"])}
