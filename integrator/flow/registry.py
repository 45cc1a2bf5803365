"""Finding flows and steps by name. Flows are loaded from the package that the settings name."""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from integrator.flow.language import FLOWS, Flow
from integrator.flow.steps import STEPS, Step


def load_flows(package: str) -> Mapping[str, Flow]:
    """Import every module below `package` and return the flows they declare, by name."""
    root = importlib.import_module(package)
    for module in pkgutil.walk_packages(root.__path__, prefix=f"{package}."):
        importlib.import_module(module.name)
    return flows()


def flows() -> Mapping[str, Flow]:
    return dict(sorted(FLOWS.items()))


def find_flow(name: str) -> Flow | None:
    return FLOWS.get(name)


def find_step(name: str) -> Step[..., Any] | None:
    """Return the step of a name, or of a former name."""
    return STEPS.get(name)


def get_step(name: str) -> Step[..., Any]:
    return STEPS[name]
