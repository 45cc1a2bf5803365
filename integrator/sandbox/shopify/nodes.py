"""Finding anything by its id alone: the roots `node` and `nodes`."""

from collections.abc import Mapping

from integrator.sandbox.database import Document
from integrator.sandbox.shopify import scopes
from integrator.sandbox.shopify.area import ByGid
from integrator.sandbox.shopify.context import Context
from integrator.sandbox.shopify.errors import access_denied, invalid_id, not_in_sandbox, too_long_list
from integrator.sandbox.shopify.gids import split
from integrator.sandbox.shopify.schema import admin_schema

_MOST_IDS = 250


class Nodes:
    """The queries over `kinds`, by type name."""

    def __init__(self, kinds: Mapping[str, ByGid]) -> None:
        self._kinds = kinds

    def one(self, ctx: Context, *, id: str) -> Document | None:  # noqa: A002 - Shopify's own argument name
        kind, _ = split(id)
        if kind not in self._kinds:
            raise not_in_sandbox(f"Reading a {kind} by node") if kind in admin_schema().type_map else invalid_id(id)
        needed = scopes.of_field("", "", kind)
        if not scopes.granted(ctx.scopes, needed):
            raise access_denied("node", needed)
        return self._kinds[kind](ctx, id)

    def many(self, ctx: Context, *, ids: list[str]) -> list[Document | None]:
        if len(ids) > _MOST_IDS:
            raise too_long_list(len(ids))
        return [self.one(ctx, id=each) for each in ids]
