"""
What a step needs to find in the remote systems before it can work.

Steps declare it beside their verb (`@step(..., needs=...)`), so that everything that is to be set up in a system can be
derived from the flows that are switched on.
"""

from typing import NamedTuple


class Need(NamedTuple):
    """One thing that an administrator of `system` has set up, by the name it goes under there."""

    system: str
    """As the queues are called: `shopify`, `ecm`, `workflow`, `notifications`, ..."""
    kind: str
    name: str


def scopes(*names: str) -> tuple[Need, ...]:
    """Access scopes of our app in Shopify; `write_` includes `read_` of the same name."""
    return tuple(Need("shopify", "access scope", name) for name in names)


def workspace_type(name: str) -> Need:
    """A workspace type with a template in Extended ECM."""
    return Need("ecm", "workspace type", name)


def category(name: str) -> Need:
    """A category in Extended ECM."""
    return Need("ecm", "category", name)


def process_model(key: str) -> Need:
    """A deployed process model in the Workflow Service."""
    return Need("workflow", "process model", key)


def account(system: str) -> Need:
    """Nothing but a login that is good for `system`."""
    return Need(system, "account", system)
