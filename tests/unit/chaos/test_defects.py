"""Planted defects follow the code: whoever renames what one of them replaces is told at once."""

import pytest

from tests.mutation.defects import DEFECTS
from tests.mutation.defects.defect import Defect


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name.replace(" ", "-"))
def test_a_defect_finds_what_it_replaces(defect: Defect) -> None:
    with defect.planted():
        pass
