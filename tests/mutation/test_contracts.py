"""An emulation that breaks a rule of its contract turns a test red; all rules: `python -m tests.mutation`."""

import pytest

from tests.mutation.contracts import is_noticed
from tests.mutation.defects.contracts import CONTRACTS, BrokenRule

pytestmark = pytest.mark.harness

_ONE_A_SYSTEM = frozenset(
    [
        "a foreign claim is taken",
        "a key does not make it once",
        "a reference opens a second case",
        "a stale token is good",
        "references are forgotten",
        "who opted out is written to",
    ]
)


@pytest.mark.parametrize(
    "rule",
    [rule for rule in CONTRACTS if rule.defect.name in _ONE_A_SYSTEM],
    ids=lambda rule: rule.defect.name.replace(" ", "-"),
)
def test_a_broken_rule_is_noticed(rule: BrokenRule) -> None:
    assert is_noticed(rule)
