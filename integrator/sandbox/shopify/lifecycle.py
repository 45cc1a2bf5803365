"""What happens to the app and the store as a whole: scopes, uninstalling, redaction."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import switches, tokens
from integrator.sandbox.shopify.action import Action
from integrator.sandbox.shopify.area import Area, Happening
from integrator.sandbox.shopify.bodies_parts import local_time
from integrator.sandbox.shopify.bodies_shop import SHOP_NUMBER, shop_body, shop_naming
from integrator.sandbox.shopify.gids import APP_NUMBER, gid


def _uninstall(action: Action, _wanted: dict[str, Any]) -> Document:
    """Take the tokens away, then say so. Source: contract payloads, "App uninstalled". [documented]"""
    tokens.revoke(action.world, action.store)
    action.announce("app/uninstalled", shop_body(action.store, action.at))
    return shop_naming(action.store)


def _change_scopes(action: Action, wanted: dict[str, Any]) -> Document:
    """Grant exactly `scopes`, in every store, for the switch is one for all."""
    db = action.world.db
    previous = switches.read(db)["scopes"]
    switches.change(db, {"scopes": wanted.get("scopes", previous)})
    body = {
        "id": APP_NUMBER,
        "previous": previous,
        "current": switches.read(db)["scopes"],
        "updated_at": local_time(action.stamp),
        "shop_id": gid("Shop", SHOP_NUMBER),
    }
    action.announce("app/scopes_update", body)
    return body


def _update_shop(action: Action, _wanted: dict[str, Any]) -> Document:
    action.announce("shop/update", shop_body(action.store, action.at))
    return shop_naming(action.store)


def _redact_shop(action: Action, _wanted: dict[str, Any]) -> Document:
    action.announce("shop/redact", shop_naming(action.store))
    return shop_naming(action.store)


AREA = Area(
    happenings={
        "uninstall": Happening(_uninstall),
        "scopes-update": Happening(_change_scopes, ("scopes",)),
        "shop-update": Happening(_update_shop),
        "shop-redact": Happening(_redact_shop),
    },
)
