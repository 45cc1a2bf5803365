"""Defects of the emulated Workflow Service: each breaks one sentence of its contract, and the client tests notice."""

from typing import Any

from tests.mutation.defects.defect import Defect


def _anybody_claims(right: Any) -> Any:
    return {**right, "claim": lambda _world, task, assignee: task.update(assignee=assignee)}


def _nothing(right: Any) -> Any:
    return lambda _outcome: right("")


def _pages_instead_of_rows(right: Any) -> Any:
    def envelope(url: Any, rows: Any, page: Any, **further: Any) -> Any:
        return right(url, rows, type(page)(offset=page.offset * page.count, count=page.count), **further)

    return envelope


WORKFLOW = {
    "test_a_task_of_somebody_else_is_not_ours": Defect(
        "a foreign claim is taken",
        "two workers carry out one decision",
        {"integrator.sandbox.workflow.tasks._ASSIGNING": _anybody_claims},
    ),
    "test_a_decision_comes_back_as_a_connector_task_and_is_completed_once": Defect(
        "an outcome gets lost",
        "nobody learns what was decided",
        {"integrator.sandbox.workflow.walking.text_variable": _nothing},
    ),
    "test_many_tasks_are_listed_over_all_pages": Defect(
        "an offset counts pages",
        "decisions beyond the first page are never seen",
        {"integrator.sandbox.workflow.endpoints.envelope": _pages_instead_of_rows},
    ),
}
"""Test that has to notice, and the defect."""
