"""Defects of an emulation: each breaks one rule of a contract, and tests that read the contract have to notice."""

from dataclasses import dataclass
from typing import Any

from tests.mutation.defects.defect import Defect, always

_CLIENT, _SANDBOX = "tests/clients", "tests/sandbox"


@dataclass(frozen=True)
class BrokenRule:
    """A rule of a contract, planted away, and the test that turns red."""

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


_OPENTEXT = f"{_CLIENT}/test_opentext_against_sandbox.py"

CONTRACTS = (
    BrokenRule(
        Defect(
            "a foreign claim is taken",
            "two workers carry out one decision (workflow, section 3)",
            {"integrator.sandbox.workflow.tasks._ASSIGNING": _anybody_claims},
        ),
        f"{_OPENTEXT}::TestWorkflow::test_a_task_of_somebody_else_is_not_ours",
    ),
    BrokenRule(
        Defect(
            "an outcome gets lost",
            "nobody learns what was decided (workflow, section 8)",
            {"integrator.sandbox.workflow.walking.text_variable": _no_outcome},
        ),
        f"{_OPENTEXT}::TestWorkflow::test_a_decision_comes_back_as_a_connector_task_and_is_completed_once",
    ),
    BrokenRule(
        Defect(
            "an offset counts pages",
            "decisions beyond the first page are never seen (workflow, section 1)",
            {"integrator.sandbox.workflow.endpoints.envelope": _pages_instead_of_rows},
        ),
        f"{_OPENTEXT}::TestWorkflow::test_many_tasks_are_listed_over_all_pages",
    ),
    BrokenRule(
        Defect(
            "references are forgotten",
            "a repeated share invites twice, and the first stays open when ours is ended (file360, section 6)",
            {"integrator.sandbox.file360.shares.Shares.find": always(None)},
        ),
        f"{_CLIENT}/test_file360_against_sandbox.py::test_f5_a_supplier_gets_in_until_the_share_ends",
    ),
    BrokenRule(
        Defect(
            "a name is free twice",
            "a folder holds two items of one name (extended-ecm, section 4)",
            {"integrator.sandbox.ecm.nodes.Nodes.check_name": always(None)},
        ),
        f"{_SANDBOX}/test_ecm_nodes.py::test_a_name_is_taken_once_per_folder_whatever_its_case",
    ),
    BrokenRule(
        Defect(
            "a second workspace",
            "a business object has two workspaces (extended-ecm, section 7)",
            {"integrator.sandbox.ecm.workspaces.Workspaces.find": always(None)},
        ),
        f"{_OPENTEXT}::TestEcm::test_a_workspace_is_made_once_with_its_categories",
    ),
    BrokenRule(
        Defect(
            "a hold that holds nothing",
            "what is on hold can be destroyed (extended-ecm, section 10)",
            {"integrator.sandbox.ecm.holds.Holds.check_free": always(None)},
        ),
        f"{_CLIENT}/test_ecm_against_sandbox.py::test_what_is_on_hold_stays_until_it_is_lifted",
    ),
    BrokenRule(
        Defect(
            "a stale token is good",
            "two changes of a record overwrite each other (extended-ecm, section 10)",
            {"integrator.sandbox.ecm.records._check_token": always(None)},
        ),
        f"{_SANDBOX}/test_ecm_records.py::test_the_details_of_a_record_change_under_a_fresh_token_only",
    ),
    BrokenRule(
        Defect(
            "an expected quantity is not compared",
            "a stock count overwrites what was sold meanwhile (shopify/api, section 10)",
            {"integrator.sandbox.shopify.catalogue.stock_rules.check_present": always(None)},
        ),
        f"{_CLIENT}/test_shopify_catalogue.py::test_stock_is_set_once_and_only_from_what_was_seen",
    ),
    BrokenRule(
        Defect(
            "a key does not make it once",
            "a repeated refund or count happens twice (shopify/api, section 9)",
            {"integrator.sandbox.shopify.idempotency.recall": always(None)},
        ),
        f"{_SANDBOX}/shopify/test_catalogue.py::test_a_key_sets_a_quantity_once",
    ),
    BrokenRule(
        Defect(
            "who opted out is written to",
            "a mail goes to somebody who does not want it (notifications, section 4)",
            {"integrator.sandbox.notifications.state.is_suppressed": always(value=False)},
        ),
        f"{_SANDBOX}/test_notifications_fates.py::test_who_opted_out_gets_nothing_more",
    ),
    BrokenRule(
        Defect(
            "a reference opens a second case",
            "a repeated call asks the partner twice (trading-grid, section 5)",
            {"integrator.sandbox.trading_grid.cases.earlier": always(None)},
        ),
        f"{_CLIENT}/test_trading_grid_against_sandbox.py::test_a_case_is_opened_answered_and_resolved",
    ),
)
