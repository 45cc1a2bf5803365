"""What happened in each system, compared with what had to happen, as a table for people and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrator.cli.command import table
from integrator.cli.demo.expected import EXPECTED, Effects, counted, particular
from integrator.cli.demo.story import PlacedOrder, Story
from integrator.cli.fleet import Fleet
from integrator.cli.fleet.addresses import STORE

Json = dict[str, Any]

_SYSTEMS = {
    "shopify": "Shopify",
    "ecm": "Extended ECM",
    "workflow": "Workflow Service",
    "notifications": "Notifications",
    "file360": "File 360",
}


@dataclass(frozen=True)
class OrderReport:
    """One order's effects, and where they differ from the expected ones."""

    order: PlacedOrder
    effects: list[Json]

    @property
    def missing(self) -> Effects:
        return EXPECTED[self.order.title] - counted(self.effects)

    @property
    def doubled(self) -> Effects:
        return counted(self.effects) - EXPECTED[self.order.title]


@dataclass(frozen=True)
class Report:
    """The whole story; `strangers` are effects that belong to no order of it."""

    orders: list[OrderReport]
    strangers: list[Json]
    links: Mapping[str, str]

    @property
    def is_as_expected(self) -> bool:
        return not self.strangers and not any(order.missing or order.doubled for order in self.orders)

    def as_json(self) -> Json:
        return {
            "as_expected": self.is_as_expected,
            "orders": [
                {
                    "title": report.order.title,
                    "name": report.order.name,
                    "id": report.order.number,
                    "effects": report.effects,
                    "missing": _listed(report.missing),
                    "doubled": _listed(report.doubled),
                }
                for report in self.orders
            ],
            "strangers": self.strangers,
            "links": dict(self.links),
        }

    def as_lines(self) -> list[str]:
        """Return a table with one line per effect, then the differences, then the links."""
        rows = [
            row for report in self.orders for row in _rows(f"{report.order.name} {report.order.title}", report.effects)
        ]
        rows += _rows("?", self.strangers)
        effects = table(rows, ("order", "system", "what happened", "id", "about"), empty="nothing happened")
        return [*effects, "", *self._differences(), "", *self._links()]

    def _differences(self) -> list[str]:
        if self.is_as_expected:
            count = sum(len(report.effects) for report in self.orders)
            return [f"Exactly the {count} expected effects: none missing, none doubled."]
        return [
            *(f"MISSING  {report.order.name}: {line}" for report in self.orders for line in _listed(report.missing)),
            *(f"TOO MANY {report.order.name}: {line}" for report in self.orders for line in _listed(report.doubled)),
            *(f"TOO MANY without an order: {effect['system']} {effect['operation']}" for effect in self.strangers),
        ]

    def _links(self) -> list[str]:
        width = max(len(name) for name in self.links)
        return [f"{name.ljust(width)}  {link}" for name, link in self.links.items()]


def report_of(story: Story, fleet: Fleet) -> Report:
    """Gather what happened about each order of the story."""
    sandbox = fleet.addresses.sandbox
    orders = [OrderReport(order, story.effects_of(order)) for order in story.orders]
    links = {
        "Sandbox": f"{sandbox}/",
        **{f"Shopify {order.name}": f"{sandbox}/store/{STORE}/orders/{order.number}" for order in story.orders},
        "Extended ECM": f"{sandbox}/files/ecm",
        "Workflow Service": f"{sandbox}/desk",
        "Notifications": f"{sandbox}/inbox",
        "All effects": f"{sandbox}/effects",
        "Flower": f"{fleet.addresses.flower}  (user operator, password {fleet.secrets.flower_password})",
    }
    return Report(orders, story.strangers(), links)


def _rows(order: str, effects: list[Json]) -> list[Json]:
    systems = list(_SYSTEMS)
    return [
        {
            "order": order,
            "system": _SYSTEMS[effect["system"]],
            "what happened": _titled(effect["operation"], particular(effect)),
            "id": effect["key"],
            "about": effect["subject"],
        }
        for effect in sorted(effects, key=lambda effect: (systems.index(effect["system"]), effect["seq"]))
    ]


def _listed(difference: Effects) -> list[str]:
    return [
        f"{count} x {_SYSTEMS.get(system, system)}: {_titled(operation, what)}"
        for (system, operation, what), count in sorted(difference.items())
    ]


def _titled(operation: str, what: str) -> str:
    return f"{operation.replace('_', ' ')} {what}".strip()
