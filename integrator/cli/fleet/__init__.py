"""A whole fleet on this machine, as child processes: for the demo, and for tests that kill parts of it."""

from integrator.cli.fleet.child import FleetError
from integrator.cli.fleet.supervisor import Fleet

__all__ = ["Fleet", "FleetError"]
