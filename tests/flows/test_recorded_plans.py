"""The release gate: a run that began under any plan recorded so far can go on with this release, wherever it stands."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from integrator.cases import Case
from integrator.events.order import Order
from integrator.flow import Plan, find_step, flows, language, load_flows
from integrator.flow.plan import Line, resolve
from integrator.runner.advance import next_position
from integrator.runner.fitting import misfits_of
from integrator.settings import Settings
from tests.flows.record_plans import FOLDER, record

PATHS = sorted(FOLDER.glob("*.json"))


@pytest.fixture(autouse=True)
def release() -> None:
    load_flows(Settings().flows_package)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> dict[str, Any]:
    path: Path = request.param
    read: dict[str, Any] = json.loads(path.read_text())
    return read


def arguments(line: Line, sample: dict[str, Any]) -> dict[str, Any]:
    """Return what the step of a line is given, checked by its annotations."""
    step = find_step(line.step)
    assert step is not None
    types = step.types()
    given = dict(zip(types, line.args, strict=False)) | line.keywords
    told = {
        "case": Case.model_validate(sample["case"]),
        "order": Order.model_validate(sample["order"]),
        "params": sample["params"],
        "values": sample["values"],
    }
    return {name: TypeAdapter(types[name]).validate_python(resolve(one, **told)) for name, one in given.items()}


def test_every_step_of_a_recorded_plan_is_known_and_takes_its_arguments(sample: dict[str, Any]) -> None:
    assert {} == misfits_of(Plan.model_validate(sample["plan"]), sample["params"])


def test_what_earlier_steps_returned_is_understood_by_the_later_ones(sample: dict[str, Any]) -> None:
    plan = Plan.model_validate(sample["plan"])
    done = [line for line in plan.lines if line.key in sample["values"]]

    assert done
    for line in done:
        assert len(line.args) + len(line.keywords) == len(arguments(line, sample))


def test_a_run_finds_its_next_line_from_wherever_it_stands(sample: dict[str, Any]) -> None:
    plan = Plan.model_validate(sample["plan"])
    case, order = Case.model_validate(sample["case"]), Order.model_validate(sample["order"])

    for start in range(len(plan.lines) + 1):
        position, passed = next_position(
            plan, start, case=case, order=order, params=sample["params"], values=sample["values"]
        )
        assert start + len(passed) == position.position


def test_every_plan_of_this_release_is_recorded() -> None:
    recorded = {path.name.split(".json")[0].rsplit(".", 2)[0] for path in PATHS}

    assert set() == {f"{flow.name}@{flow.plan.version}" for flow in flows().values() if is_ours(flow.name)} - recorded


def is_ours(name: str) -> bool:
    """Whether a flow ships, and was not declared by another test or bench."""
    return language._origin[name].startswith("tasks.flows")


def test_recording_again_finds_nothing_new(tmp_path: Path) -> None:
    first = record(tmp_path)

    assert len(first) > len(flows())
    assert [] == record(tmp_path)
