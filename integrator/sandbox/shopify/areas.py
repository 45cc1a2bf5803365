"""All areas of the Admin API that the sandbox has, as one."""

from integrator.sandbox.shopify import area_fulfillment, area_orders, area_store
from integrator.sandbox.shopify.area import Area, Happening, Root
from integrator.sandbox.shopify.catalogue import area as catalogue
from integrator.sandbox.shopify.marks import Marks
from integrator.sandbox.shopify.nodes import Nodes

_AREAS = (
    area_orders.AREA,
    area_fulfillment.AREA,
    area_store.AREA,
    catalogue.AREA,
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

HAPPENINGS: dict[str, Happening] = {name: each for area in _ALL for name, each in area.happenings.items()}
"""What may happen in a store without the app, by the word of the control API."""
