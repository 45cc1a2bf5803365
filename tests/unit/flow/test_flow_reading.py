"""A flow is read once, at import: calls become lines, placeholders become references, and mistakes are told there."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from integrator.cases import ORDER_REVIEW, Case
from integrator.events.order import Order
from integrator.flow import FlowError, flow, when
from tests.unit.flow.verbs import Verbs

HINT = "use `with when\\(...\\)` instead of `if`"


def test_each_call_becomes_a_line_in_its_order(verbs: Verbs) -> None:
    @flow("test.painting", concern=ORDER_REVIEW)
    def painting(order: Order, case: Case) -> None:
        verbs.paint(order)
        verbs.look(case)

    assert [("paint", "paint", "ecm"), ("look", "look", "workflow")] == [
        (line.key, line.step, line.queue) for line in painting.plan.lines
    ]
    assert "test.painting" == painting.plan.flow


def test_arguments_become_references_literals_and_durations(verbs: Verbs) -> None:
    @flow("test.painting", concern=ORDER_REVIEW)
    def painting(order: Order, case: Case, *, color: str) -> None:
        painted = verbs.paint(order, color=color, dries=timedelta(hours=1))
        verbs.varnish(order, painted=painted)
        verbs.paint.named("repaint")(order, color=painted.word)

    paint, varnish, repaint = painting.plan.lines
    assert ({"ref": ["order"]},) == paint.args
    assert {"color": {"ref": ["param", "color"]}, "dries": {"seconds": 3600.0}} == paint.keywords
    assert {"painted": {"ref": ["step", "paint"]}} == varnish.keywords
    assert {"color": {"ref": ["step", "paint", "word"]}} == repaint.keywords


def test_lines_within_a_branch_carry_its_condition(verbs: Verbs) -> None:
    @flow("test.painting", concern=ORDER_REVIEW)
    def painting(order: Order, case: Case) -> None:
        seen = verbs.look(case)
        with when(seen.word == "dull"):
            verbs.paint(order)
        with when(case.owner != "test.painting"):
            verbs.varnish(order, painted=seen)

    look, paint, varnish = painting.plan.lines
    assert () == look.conditions
    assert (({"ref": ["step", "look", "word"]}, "==", "dull"),) == paint.conditions
    assert (({"ref": ["case", "owner"]}, "!=", "test.painting"),) == varnish.conditions


def test_nested_branches_must_all_hold_and_end_with_their_block(verbs: Verbs) -> None:
    @flow("test.painting", concern=ORDER_REVIEW)
    def painting(order: Order, case: Case) -> None:
        seen = verbs.look(case)
        with when(case.owner == "test.painting"):
            with when(seen.word == "dull"):
                verbs.paint(order)
            verbs.paint.named("outer")(order)
        verbs.paint.named("after")(order)

    depths = {line.key: [condition[2] for condition in line.conditions] for line in painting.plan.lines}
    assert {"look": [], "paint": ["test.painting", "dull"], "outer": ["test.painting"], "after": []} == depths


def test_an_if_on_a_comparison_fails_with_the_hint(verbs: Verbs) -> None:
    def painting(order: Order, case: Case) -> None:
        if verbs.look(case).word == "dull":
            verbs.paint(order)

    with pytest.raises(FlowError, match=HINT):
        flow("test.painting", concern=ORDER_REVIEW)(painting)


def test_an_if_on_a_placeholder_fails_with_the_hint(verbs: Verbs) -> None:
    def painting(order: Order, case: Case) -> None:
        if verbs.look(case).word:
            verbs.paint(order)

    with pytest.raises(FlowError, match=HINT):
        flow("test.painting", concern=ORDER_REVIEW)(painting)


def test_and_or_and_not_fail_with_the_hint(verbs: Verbs) -> None:
    def with_and(order: Order, case: Case) -> None:
        with when(case.owner == "a" and case.team == "b"):
            verbs.paint(order)

    def with_not(order: Order, case: Case) -> None:
        with when(not case.owner):
            verbs.paint(order)

    for function in (with_and, with_not):
        with pytest.raises(FlowError, match=HINT):
            flow("test.painting", concern=ORDER_REVIEW)(function)


@pytest.mark.parametrize("condition", [True, "release", None])
def test_a_branch_takes_nothing_but_a_comparison(verbs: Verbs, condition: Any) -> None:
    def painting(order: Order, case: Case) -> None:
        with when(condition):
            verbs.paint(order)

    with pytest.raises(FlowError, match="`when` takes a comparison with a placeholder"):
        flow("test.painting", concern=ORDER_REVIEW)(painting)


def test_a_second_use_of_a_verb_needs_a_name_of_its_own(verbs: Verbs) -> None:
    def painting(order: Order, case: Case) -> None:
        verbs.paint(order)
        verbs.paint(order)

    with pytest.raises(FlowError, match=r"uses paint twice; give the second use a name: paint\.named"):
        flow("test.painting", concern=ORDER_REVIEW)(painting)


def test_a_name_that_is_taken_is_refused(verbs: Verbs) -> None:
    def painting(order: Order, case: Case) -> None:
        verbs.paint(order)
        verbs.look.named("paint")(case)

    with pytest.raises(FlowError, match="uses paint twice"):
        flow("test.painting", concern=ORDER_REVIEW)(painting)


def test_a_named_verb_keeps_its_step_and_queue(verbs: Verbs) -> None:
    @flow("test.painting", concern=ORDER_REVIEW)
    def painting(order: Order, case: Case) -> None:
        verbs.paint(order)
        verbs.paint.named("second_coat")(order)

    assert ("second_coat", "paint", "ecm") == (
        painting.plan.lines[1].key,
        painting.plan.lines[1].step,
        painting.plan.lines[1].queue,
    )
    assert "paint" == verbs.paint.key


@pytest.mark.parametrize("what", [Decimal("1.50"), ["red"], {"color": "red"}, object()], ids=lambda w: type(w).__name__)
def test_what_a_plan_cannot_hold_is_refused_at_import(verbs: Verbs, what: object) -> None:
    def painting(order: Order, case: Case) -> None:
        verbs.paint(order, color=what)

    with pytest.raises(TypeError, match=f"a plan cannot hold a {type(what).__name__}"):
        flow("test.painting", concern=ORDER_REVIEW)(painting)


@pytest.mark.parametrize(
    ("args", "keywords"), [((), {}), (("order", "blue"), {}), (("order",), {"colour": "blue"})], ids=str
)
def test_wrong_arguments_are_refused_at_import(verbs: Verbs, args: tuple[str, ...], keywords: dict[str, str]) -> None:
    def painting(order: Order, case: Case) -> None:
        verbs.paint(*args, **keywords)

    with pytest.raises(TypeError, match="argument"):
        flow("test.painting", concern=ORDER_REVIEW)(painting)


def test_a_step_called_outside_of_a_flow_is_refused(verbs: Verbs) -> None:
    with pytest.raises(FlowError, match="steps are called inside a flow only"):
        verbs.look(None)


def test_a_flow_that_failed_leaves_nothing_open(verbs: Verbs) -> None:
    def broken(order: Order, case: Case) -> None:
        with when(case.owner == "a"):
            raise LookupError

    with pytest.raises(LookupError):
        flow("test.broken", concern=ORDER_REVIEW)(broken)

    with pytest.raises(FlowError, match="inside a flow only"):
        verbs.look(None)
