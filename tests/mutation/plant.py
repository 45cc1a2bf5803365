"""A pytest plugin that plants one broken rule of a contract for a whole run, named by the variable `PLANTED`."""

import os
from collections.abc import Iterator

import pytest

from tests.mutation.defects.contracts import CONTRACTS


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop() -> Iterator[None]:
    """Run all tests in a world where the rule does not hold; the sandbox is served from this very process."""
    (rule,) = [rule for rule in CONTRACTS if rule.defect.name == os.environ["PLANTED"]]
    with rule.defect.planted():
        return (yield)
