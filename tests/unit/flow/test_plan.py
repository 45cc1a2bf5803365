"""The plan: its version changes with every line, and its references are resolved when a step's turn comes."""

from datetime import timedelta
from typing import Any

import pytest

from integrator.flow import Line, Plan
from integrator.flow.plan import holds, resolve
from integrator.ledger.runs import Position
from integrator.runner.advance import next_position

CASE = {"owner": "test.painting", "team": "fraud"}
HOLD = Line(key="hold", step="hold_order", queue="protect", args=({"ref": ["order"]},))
MARK = Line(key="mark", step="mark_order", queue="shopify", keywords={"state": "done"})
CLOSE = Line(key="close", step="close_case", queue="workflow")


def only_when(line: Line, word: str, operator: str = "==") -> Line:
    return line.model_copy(update={"conditions": (({"ref": ["step", "hold", "word"]}, operator, word),)})


def found(argument: Any, **values: Any) -> Any:
    return resolve(argument, case=CASE, order="the order", params={"within": {"seconds": 60.0}}, values=values)


def turn(line: Line, word: str | None) -> bool:
    values = {"hold": {"word": word}} if word else {}
    return holds(line, case=CASE, order=None, params={}, values=values)


@pytest.mark.parametrize(
    "change",
    [
        {"key": "hold_again"},
        {"step": "release_order"},
        {"queue": "shopify"},
        {"args": ()},
        {"keywords": {"reason": "OTHER"}},
        {"conditions": (({"ref": ["case", "owner"]}, "==", "x"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_version_changes_with_a_line(change: dict[str, Any]) -> None:
    before = Plan(flow="test.painting", lines=(HOLD, MARK))

    after = Plan(flow="test.painting", lines=(HOLD.model_copy(update=change), MARK))

    assert before.version != after.version


def test_the_version_changes_with_the_order_and_the_number_of_lines() -> None:
    versions = {Plan(flow="test.painting", lines=lines).version for lines in ((HOLD, MARK), (MARK, HOLD), (HOLD,), ())}

    assert 4 == len(versions)
    assert {8} == {len(version) for version in versions}


def test_a_plan_that_was_stored_is_the_plan_that_is_read() -> None:
    plan = Plan(flow="test.painting", lines=(HOLD, only_when(MARK, "held")))

    read = Plan.model_validate_json(plan.model_dump_json())

    assert plan == read
    assert plan.version == read.version


def test_a_line_is_found_by_its_key() -> None:
    plan = Plan(flow="test.painting", lines=(HOLD, MARK))

    assert 1 == plan.position("mark")
    with pytest.raises(KeyError, match=r"the plan of test\.painting has no line 'close'"):
        plan.position("close")


@pytest.mark.parametrize("plain", [None, "text", 5, 1.5, True])
def test_a_literal_stands_for_itself(plain: object) -> None:
    assert plain == found(plain)


def test_a_duration_and_a_parameter_become_what_they_stand_for() -> None:
    assert timedelta(seconds=90) == found({"seconds": 90.0})
    assert timedelta(minutes=1) == found({"ref": ["param", "within"]})


def test_subject_case_and_values_are_reached_by_path() -> None:
    assert "the order" == found({"ref": ["order"]})
    assert "fraud" == found({"ref": ["case", "team"]})
    assert {"word": "held"} == found({"ref": ["step", "hold"]}, hold={"word": "held"})
    assert "held" == found({"ref": ["step", "hold", "word"]}, hold={"word": "held"})


def test_attributes_of_objects_are_reached_by_path() -> None:
    assert 1 == found({"ref": ["step", "hold", "days"]}, hold=timedelta(days=1))


def test_the_value_of_a_skipped_step_is_nothing_all_the_way_down() -> None:
    assert found({"ref": ["step", "hold"]}) is None
    assert found({"ref": ["step", "hold", "word", "more"]}) is None


def test_a_branch_is_taken_when_its_comparison_holds() -> None:
    equal, different = only_when(MARK, "release"), only_when(MARK, "release", "!=")

    assert turn(equal, "release")
    assert not turn(equal, "cancel")
    assert turn(different, "cancel")
    assert not turn(different, "release")


def test_a_skipped_step_equals_nothing_and_differs_from_everything() -> None:
    assert not turn(only_when(MARK, "release"), None)
    assert turn(only_when(MARK, "release", "!="), None)


def test_all_conditions_must_hold() -> None:
    both = MARK.model_copy(
        update={
            "conditions": (({"ref": ["case", "owner"]}, "==", "test.painting"), ({"ref": ["case", "team"]}, "==", "x"))
        }
    )

    assert not turn(both, None)


def following(start: int, values: dict[str, Any]) -> tuple[Position, list[str]]:
    plan = Plan(flow="test.painting", lines=(HOLD, only_when(MARK, "held"), CLOSE))
    nothing: Any = None
    position, passed = next_position(plan, start, case=nothing, order=nothing, params={}, values=values)
    return position, [line.key for _, line in passed]


def test_the_next_line_is_the_first_whose_conditions_hold() -> None:
    assert (Position(1, "mark", "shopify"), []) == following(1, {"hold": {"word": "held"}})
    assert (Position(2, "close", "workflow"), ["mark"]) == following(1, {"hold": {"word": "free"}})


def test_behind_the_last_line_there_is_no_step() -> None:
    assert (Position(3, "", ""), []) == following(3, {})


def test_lines_passed_over_at_the_end_are_told_too() -> None:
    plan = Plan(flow="test.painting", lines=(HOLD, only_when(MARK, "held")))
    nothing: Any = None

    position, passed = next_position(plan, 1, case=nothing, order=nothing, params={}, values={})

    assert (Position(2, "", ""), [(1, "mark")]) == (position, [(index, line.key) for index, line in passed])
