"""
Partners of the community.

Source: contracts/opentext/trading-grid, section 6.1. [profile]
"""

from integrator.clients.answers import Request
from integrator.clients.shapes import read_shape
from integrator.clients.trading_grid.connection import Connection, path_id
from integrator.clients.trading_grid.models import Partner


class Partners:
    """The partners that one client sees."""

    def __init__(self, community: Connection) -> None:
        self._community = community

    def find_partner(self, external_id: str) -> Partner | None:
        """Find a partner by the name we gave it. Repeating is harmless, it only reads."""
        params = {"external_id": external_id}
        found = self._community.rows_of("find_partner", "/partners", "partners", Partner.model_validate, params)
        return next((partner for partner in found if partner.external_id == external_id), None)

    def get_partner(self, partner_id: str) -> Partner:
        """
        Read a partner. Repeating is harmless, it only reads.

        Raises:
            NotThere: there is none, or it does not show itself to us.
        """
        answer = self._community.send("get_partner", Request("GET", f"/partners/{path_id(partner_id)}"))
        return read_shape(answer, Partner.model_validate)
