"""Numbers in a body: any that JSON allows is read or refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrator.events.body import UnreadableBody, read_body
from tests.unit.events.test_body import readable

NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,30})?", fullmatch=True)


@settings(deadline=None, database=None)
@given(NUMBERS)
def test_any_number_is_read_or_refused(number: str) -> None:
    readable(f'{{"total": {number}}}'.encode())


@pytest.mark.parametrize("exponent", ["999999999999999999999", "-999999999999999999999"])
def test_a_number_with_a_monstrous_exponent_is_refused(exponent: str) -> None:
    with pytest.raises(UnreadableBody, match="the body holds a number beyond all measure"):
        read_body(f'{{"total": 1e{exponent}}}'.encode())
