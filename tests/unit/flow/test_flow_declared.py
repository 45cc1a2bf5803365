"""A declared flow: its name is taken once, its parameters are bound with defaults, its title comes from its file."""

import types
from datetime import timedelta
from typing import Any

import pytest

from integrator.cases import ORDER_REVIEW, Case
from integrator.events.order import Order
from integrator.flow import Flow, FlowError, find_flow, flow, flows
from tests.unit.flow.verbs import Verbs


@pytest.fixture
def painting(verbs: Verbs) -> Flow:
    @flow("test.painting", concern=ORDER_REVIEW, decides=3, asks="team")
    def painting(
        order: Order, case: Case, *, team: str, within: timedelta = timedelta(days=2), often: bool = False
    ) -> None:
        verbs.paint(order)

    return painting


def test_a_flow_is_found_by_its_name(painting: Flow) -> None:
    assert painting is find_flow("test.painting")
    assert painting is flows()["test.painting"]
    assert find_flow("test.no_such") is None


def test_a_flow_knows_concern_rank_audience_and_title(painting: Flow) -> None:
    assert (ORDER_REVIEW, 3, "team") == (painting.concern, painting.decides, painting.asks)
    assert (__doc__ or "").startswith(painting.title)


def test_parameters_are_bound_with_their_defaults(painting: Flow) -> None:
    assert {"team": "fraud", "within": {"seconds": 172800.0}, "often": False} == painting.bind({"team": "fraud"})


def test_what_a_rule_sets_replaces_the_default(painting: Flow) -> None:
    bound = painting.bind({"team": "fraud", "within": timedelta(minutes=90), "often": True})

    assert {"team": "fraud", "within": {"seconds": 5400.0}, "often": True} == bound


def test_a_missing_parameter_is_refused(painting: Flow) -> None:
    with pytest.raises(FlowError, match=r"test\.painting needs the parameter team"):
        painting.bind({})


def test_an_unknown_parameter_is_refused_by_its_name(painting: Flow) -> None:
    with pytest.raises(FlowError, match=r"test\.painting has no parameter color, size"):
        painting.bind({"team": "fraud", "size": 1, "color": "red"})


def test_a_parameter_a_plan_cannot_hold_is_refused(painting: Flow) -> None:
    with pytest.raises(TypeError, match="a plan cannot hold a list"):
        painting.bind({"team": ["fraud"]})


def test_an_audience_that_is_no_parameter_is_refused(verbs: Verbs) -> None:
    def painting(order: Order, case: Case, *, team: str) -> None:
        verbs.paint(order)

    with pytest.raises(FlowError, match="asks 'audience', which is not one of its parameters"):
        flow("test.painting", concern=ORDER_REVIEW, asks="audience")(painting)


def from_another_file(function: Any) -> Any:
    copy = types.FunctionType(function.__code__, function.__globals__, function.__name__, None, function.__closure__)
    copy.__module__ = "tests.unit.flow.elsewhere"
    return copy


def test_two_flows_of_one_name_are_refused(painting: Flow, verbs: Verbs) -> None:
    def second(order: Order, case: Case) -> None:
        verbs.paint(order)

    with pytest.raises(FlowError, match=r"there are two flows called test\.painting"):
        flow("test.painting", concern=ORDER_REVIEW)(from_another_file(second))

    assert painting is find_flow("test.painting")


def test_a_file_that_is_read_again_replaces_its_flow(painting: Flow, verbs: Verbs) -> None:
    @flow("test.painting", concern=ORDER_REVIEW)
    def again(order: Order, case: Case) -> None:
        verbs.paint.named("twice")(order)

    assert again is find_flow("test.painting")
