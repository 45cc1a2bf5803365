"""Registries that forget what a test declared, and a few verbs to write flows with."""

from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

import pytest

from integrator.flow import language, load_flows, steps
from integrator.settings import Settings
from tests.unit.flow.verbs import Verbs


@pytest.fixture
def registries() -> Iterator[None]:
    """Let flows and steps be declared for one test."""
    # What the product declares at import must stay declared afterwards.
    load_flows(Settings().flows_package)
    with ExitStack() as stack:
        for registry in (language.FLOWS, language._origin, steps.STEPS):
            stack.enter_context(patch.dict(registry))
        yield


@pytest.fixture
def verbs(registries: None) -> Verbs:
    return Verbs()
