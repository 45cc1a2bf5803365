"""Waking workers after a change; a wake-up that is lost is sent again by the relay."""

from integrator.context import Connections
from integrator.dispatch import Dispatcher


def dispatcher_of(connections: Connections) -> Dispatcher:
    """The way to the workers; opens nothing before the first message."""
    return Dispatcher(connections.settings)
