"""An emulation that breaks a rule of its contract turns a test red; all rules: `python -m tests.mutation`."""

import pytest

from tests.mutation.contracts import is_noticed
from tests.mutation.defects.contracts import CONTRACTS, BrokenRule

pytestmark = pytest.mark.harness

_QUICK = frozenset({"a second workspace", "a stale token is good"})


@pytest.mark.parametrize(
    "rule",
    [rule for rule in CONTRACTS if rule.defect.name in _QUICK],
    ids=lambda rule: rule.defect.name.replace(" ", "-"),
)
def test_a_broken_rule_is_noticed(rule: BrokenRule) -> None:
    assert is_noticed(rule)
