"""The plans that ship: small enough for a row, in the order protect, record, ask, tell, close."""

import json
from collections.abc import Mapping

import pytest

from integrator.flow import Flow, Plan, find_step, load_flows
from integrator.settings import Settings

NAMES = (
    "ecm.exception_case",
    "ecm.order_record",
    "notifications.approval_request",
    "notifications.order_alert",
    "workflow.order_review",
)


@pytest.fixture(scope="module")
def shipped() -> Mapping[str, Flow]:
    return load_flows(Settings().flows_package)


def test_the_flows_that_are_told_of_are_there(shipped: Mapping[str, Flow]) -> None:
    assert set(NAMES) <= set(shipped)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_has_a_step_on_its_queue(shipped: Mapping[str, Flow], name: str) -> None:
    for line in shipped[name].plan.lines:
        declared = find_step(line.step)
        assert declared is not None, line
        assert declared.queue == line.queue


@pytest.mark.parametrize("name", NAMES)
def test_every_task_name_and_id_fits_its_column(shipped: Mapping[str, Flow], name: str) -> None:
    longest = max(len(line.key) for line in shipped[name].plan.lines)

    assert longest <= 64
    assert len(name) <= 64


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_survives_the_ledger(shipped: Mapping[str, Flow], name: str) -> None:
    plan = shipped[name].plan

    stored = json.loads(json.dumps(plan.model_dump(mode="json")))

    assert plan.version == Plan.model_validate(stored).version


@pytest.mark.parametrize("name", ["workflow.order_review", "ecm.exception_case"])
def test_an_order_is_protected_first_and_its_case_closed_after_its_release(
    shipped: Mapping[str, Flow], name: str
) -> None:
    plan = shipped[name].plan

    assert ("hold_order", "protect", ()) == (plan.lines[0].step, plan.lines[0].queue, plan.lines[0].conditions)
    assert plan.position("decision_on") < plan.position("release_order") < plan.position("close_case")


def test_exactly_one_flow_of_each_rank_decides(shipped: Mapping[str, Flow]) -> None:
    ranks = [shipped[name].decides for name in NAMES if shipped[name].decides]

    assert sorted(set(ranks)) == sorted(ranks)
    assert 1 == shipped["workflow.order_review"].decides
