"""Finding what an address names."""

from starlette.requests import Request

from integrator.sandbox.database import Document
from integrator.sandbox.pages.showing import NotHereError
from integrator.sandbox.trading_grid.store import PARTNER
from integrator.sandbox.world import World


def partner_of(world: World, request: Request) -> Document:
    """Return the partner in the address; raises `NotHereError`."""
    partner = world.db.get(PARTNER, str(request.path_params["partner"]))
    if partner is None:
        raise NotHereError("There is no such partner.")
    return partner


def own(world: World, kind: str, request: Request) -> Document:
    """Return the partner's document or case in the address; raises `NotHereError`."""
    found = world.db.get(kind, str(request.path_params["id"]))
    if found is None or found["partner_id"] != partner_of(world, request)["id"]:
        raise NotHereError("This partner has nothing like that.")
    return found
