"""Defects of an emulation: each breaks one rule of a contract, and tests that read the contract have to notice."""

from dataclasses import dataclass
from typing import Any

from tests.mutation.defects.defect import Defect, always

_CLIENT, _SANDBOX = "tests/clients", "tests/sandbox"


@dataclass(frozen=True)
class BrokenRule:
    """A rule of a contract, planted away, and the file of tests that turns red."""

    defect: Defect
    seen_by: str


def _anybody_claims(right: Any) -> Any:
    return {**right, "claim": lambda _world, task, assignee: task.update(assignee=assignee)}


def _no_outcome(right: Any) -> Any:
    return lambda _outcome: right("")


def _pages_instead_of_rows(right: Any) -> Any:
    def envelope(url: Any, rows: Any, page: Any, **further: Any) -> Any:
        return right(url, rows, type(page)(offset=page.offset * page.count, count=page.count), **further)

    return envelope


_WORKFLOW_CLIENT = f"{_CLIENT}/test_opentext_against_sandbox.py"

CONTRACTS = (
    BrokenRule(
        Defect(
            "a foreign claim is taken",
            "two workers carry out one decision (workflow, section 3)",
            {"integrator.sandbox.workflow.tasks._ASSIGNING": _anybody_claims},
        ),
        _WORKFLOW_CLIENT,
    ),
    BrokenRule(
        Defect(
            "an outcome gets lost",
            "nobody learns what was decided (workflow, section 8)",
            {"integrator.sandbox.workflow.walking.text_variable": _no_outcome},
        ),
        _WORKFLOW_CLIENT,
    ),
    BrokenRule(
        Defect(
            "an offset counts pages",
            "decisions beyond the first page are never seen (workflow, section 1)",
            {"integrator.sandbox.workflow.endpoints.envelope": _pages_instead_of_rows},
        ),
        _WORKFLOW_CLIENT,
    ),
    BrokenRule(
        Defect(
            "references are forgotten",
            "a repeated share invites twice, and the first stays open when ours is ended (file360, section 6)",
            {"integrator.sandbox.file360.shares.Shares.find": always(None)},
        ),
        f"{_CLIENT}/test_file360_against_sandbox.py",
    ),
    BrokenRule(
        Defect(
            "a name is free twice",
            "a folder holds two items of one name (extended-ecm, section 4)",
            {"integrator.sandbox.ecm.nodes.Nodes.check_name": always(None)},
        ),
        f"{_SANDBOX}/test_ecm_nodes.py",
    ),
    BrokenRule(
        Defect(
            "a second workspace",
            "a business object has two workspaces (extended-ecm, section 7)",
            {"integrator.sandbox.ecm.workspaces.Workspaces.find": always(None)},
        ),
        f"{_CLIENT}/test_opentext_against_sandbox.py",
    ),
    BrokenRule(
        Defect(
            "a hold that holds nothing",
            "what is on hold can be destroyed (extended-ecm, section 10)",
            {"integrator.sandbox.ecm.holds.Holds.check_free": always(None)},
        ),
        f"{_CLIENT}/test_ecm_against_sandbox.py",
    ),
    BrokenRule(
        Defect(
            "a stale token is good",
            "two changes of a record overwrite each other (extended-ecm, section 10)",
            {"integrator.sandbox.ecm.records._check_token": always(None)},
        ),
        f"{_SANDBOX}/test_ecm_records.py",
    ),
)
