"""The short form of the fuzzing; the long one is `python -m tests.fuzz`."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import fuzz_answers, fuzz_inputs

pytestmark = pytest.mark.harness


def test_mutated_inputs_make_nothing_fall(tmp_path: Path) -> None:
    assert [] == fuzz_inputs(tmp_path, count=2000, seed="short")


def test_mutated_answers_end_in_a_value_or_a_typed_error() -> None:
    assert [] == fuzz_answers(count=600, seed="short")
