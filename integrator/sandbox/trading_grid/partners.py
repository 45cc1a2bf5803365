"""The community: four partners that are there from the first moment (trading-grid.md 6.1)."""

from typing import Any

from integrator.sandbox.database import Document
from integrator.sandbox.trading_grid.errors import GridError
from integrator.sandbox.trading_grid.store import PARTNER
from integrator.sandbox.world import World

_SUPPLIER = ("cases", "surveys", "x12:850", "x12:860", "x12:855", "x12:856", "x12:810", "x12:846", "x12:997")
_JSON = ("cases", "surveys", "json:purchase_order", "json:ship_notice", "json:inventory_advice")

_SEEDS = (
    ("p-100", "SUPPLIER-1", "Cup Works", "supplier", "active", _SUPPLIER),
    ("p-200", "DISTRIBUTOR-1", "Nord Distribution", "distributor", "active", _JSON),
    ("p-300", "SUPPLIER-2", "Old Kiln", "supplier", "suspended", ("cases",)),
    ("p-400", "CARRIER-1", "Fast Wheels", "carrier", "active", ("cases", "json:ship_notice")),
)


def plant(world: World) -> None:
    """Put the partners in place, unless they are there."""
    for number, (partner_id, external_id, name, kind, state, capabilities) in enumerate(_SEEDS, 1):
        if world.db.get(PARTNER, partner_id) is None:
            partner = {
                "id": partner_id,
                "external_id": external_id,
                "name": name,
                "kind": kind,
                "state": state,
                "mailbox_id": f"TGMB{number:04}",
                "identifiers": [{"qualifier": "ZZ", "value": f"PARTNER{number}"}],
                "capabilities": list(capabilities),
                "contacts": [
                    {"name": "First Desk", "email": f"desk@partner{number}.invalid", "role": "first"},
                    {"name": "Second Desk", "email": f"second@partner{number}.invalid", "role": "second"},
                ],
                "time_zone": "Europe/Berlin",
                "version": 1,
                "behaviour": "silent",
            }
            world.db.put(PARTNER, partner_id, partner)


def find_partners(world: World, wanted: dict[str, str]) -> list[Document]:
    """Return the partners that fit all of `external_id`, `kind`, `state` and `capability`, as far as given."""
    capability = wanted.get("capability")
    fields = {name: value for name, value in wanted.items() if name in {"external_id", "kind", "state"}}
    return [
        partner
        for partner in world.db.all(PARTNER)
        if all(partner[name] == value for name, value in fields.items())
        and (capability is None or capability in partner["capabilities"])
    ]


def require_active(world: World, partner_id: str) -> Document:
    """Return a partner that takes part; raises `GridError` 422 for an unknown or suspended one."""
    partner = world.db.get(PARTNER, partner_id)
    if partner is None:
        raise GridError(422, "unknown_partner", f"there is no partner {partner_id}")
    if partner["state"] == "suspended":
        raise GridError(422, "partner_suspended", f"partner {partner_id} is suspended")
    return partner


def x12_name(partner: Document) -> str:
    """Return the name that the partner has in an interchange."""
    identifiers: list[dict[str, Any]] = partner["identifiers"]
    return str(identifiers[0]["value"])
