"""Declaring a step: its queue must exist, its name be free, and its repetition be answered for."""

from datetime import timedelta

import pytest

from integrator.cases import ORDER_REVIEW, Case
from integrator.context import Context
from integrator.events.order import Order
from integrator.flow import FlowError, find_step, flow, step
from integrator.queues import QUEUES
from tests.unit.flow.verbs import Painted, Verbs


def test_an_unknown_queue_is_refused_with_the_known_ones(registries: None) -> None:
    with pytest.raises(FlowError, match="there is no queue 'ecmm'; known are") as refused:
        step("ecmm", repeats="harmless")

    assert all(queue in str(refused.value) for queue in QUEUES)


def test_two_steps_of_one_name_are_refused(verbs: Verbs) -> None:
    def paint(ctx: Context) -> None:
        raise NotImplementedError

    with pytest.raises(FlowError, match="there are two steps called paint"):
        step("shopify", repeats="harmless")(paint)


def test_a_step_that_does_not_say_what_a_repeat_does_is_refused(registries: None) -> None:
    @step("ecm")
    def scratch(ctx: Context, order: Order) -> None:
        raise NotImplementedError

    def scratching(order: Order, case: Case) -> None:
        scratch(order)

    with pytest.raises(FlowError, match=r"step scratch has neither \.already nor repeats="):
        flow("test.scratching", concern=ORDER_REVIEW)(scratching)


def test_a_look_up_answers_for_the_repeat(verbs: Verbs) -> None:
    assert verbs.look.look_up is not None
    assert verbs.paint.look_up is None


def test_the_look_up_also_answers_for_the_verb_under_another_name(registries: None) -> None:
    @step("ecm")
    def scratch(ctx: Context, order: Order) -> Painted:
        raise NotImplementedError

    early = scratch.named("early")

    @scratch.already
    def _(ctx: Context, order: Order) -> Painted | None:
        raise NotImplementedError

    assert scratch.look_up is early.look_up is not None


def test_a_step_is_found_by_its_name(verbs: Verbs) -> None:
    assert verbs.paint is find_step("paint")
    assert find_step("no_such_step") is None


def test_only_a_step_that_says_so_waits(verbs: Verbs) -> None:
    assert (True, False) == (verbs.look.waits, verbs.paint.waits)


def test_a_step_knows_the_types_of_its_arguments(verbs: Verbs) -> None:
    assert {"order": Order, "color": str, "dries": timedelta} == verbs.paint.types()
