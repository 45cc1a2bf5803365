"""All areas of the Admin API that the sandbox has, as one."""

from integrator.sandbox.shopify import (
    area_disputes,
    area_fulfillment,
    area_orders,
    area_refunds,
    area_returns,
    area_store,
    lifecycle,
    marketing,
)
from integrator.sandbox.shopify.area import Area, Field, Happening, Root
from integrator.sandbox.shopify.catalogue import area as catalogue
from integrator.sandbox.shopify.checkouts import area as checkouts_area
from integrator.sandbox.shopify.companies import area as companies_area
from integrator.sandbox.shopify.drafts import area as drafts_area
from integrator.sandbox.shopify.editing import area as editing_area
from integrator.sandbox.shopify.marks import Marks
from integrator.sandbox.shopify.nodes import Nodes
from integrator.sandbox.shopify.people import area as people_area
from integrator.sandbox.shopify.timeline import area as timeline_area

_AREAS = (
    area_orders.AREA,
    area_fulfillment.AREA,
    area_returns.AREA,
    area_refunds.AREA,
    area_disputes.AREA,
    area_store.AREA,
    catalogue.AREA,
    people_area.AREA,
    companies_area.AREA,
    timeline_area.AREA,
    drafts_area.AREA,
    editing_area.AREA,
    checkouts_area.AREA,
    marketing.AREA,
    lifecycle.AREA,
)


def _across() -> Area:
    """Build the root fields that reach into every area."""
    nodes = Nodes({kind: find for area in _AREAS for kind, find in area.nodes.items()})
    marks = Marks({kind: owner for area in _AREAS for kind, owner in area.owners.items()})
    return Area(
        queries={"node": Root(nodes.one), "nodes": Root(nodes.many)},
        mutations={
            "tagsAdd": Root(marks.tags_add, ("node",)),
            "tagsRemove": Root(marks.tags_remove, ("node",)),
            "metafieldsSet": Root(marks.metafields_set, ("metafields",)),
            "metafieldsDelete": Root(marks.metafields_delete, ("deletedMetafields",)),
        },
    )


_ALL = (*_AREAS, _across())

ROOTS: dict[str, dict[str, Root]] = {
    "QueryRoot": {name: root for area in _ALL for name, root in area.queries.items()},
    "Mutation": {name: root for area in _ALL for name, root in area.mutations.items()},
}
"""Every root field, by the type it belongs to."""

FIELDS: dict[tuple[str, str], Field] = {
    (kind, name): answer for area in _ALL for kind, fields in area.fields.items() for name, answer in fields.items()
}
"""What areas add to the types of others, by type and field."""

HAPPENINGS: dict[str, Happening] = {name: each for area in _ALL for name, each in area.happenings.items()}
"""What may happen in a store without the app, by the word of the control API."""
