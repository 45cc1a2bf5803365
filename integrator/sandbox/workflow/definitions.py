"""The process definitions that the engine knows: what people do, in which order, and where it ends."""

from collections.abc import Callable
from dataclasses import dataclass

from integrator.sandbox.workflow.variables import Variables

CONNECTOR_GROUP = "shopify_connector"


@dataclass(frozen=True, slots=True)
class UserTask:
    """A step that waits for somebody; any outcome is written to `outcome_variable` (workflow.md 8)."""

    key: str
    name: str
    outcome_variable: str
    outcomes: tuple[str, ...]
    groups: Callable[[Variables], list[str]]
    """Candidate groups, seen from the process variables."""
    after: Callable[[str, Variables], str]
    """Key of the next task, or id of an end event, for an outcome."""
    decides: bool = False
    """True for a human task: its completion also writes who decided, when, why and with which detail."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One process; every task key and end event it can reach is in `tasks` and `ends`."""

    key: str
    name: str
    first: str
    tasks: dict[str, UserTask]
    ends: frozenset[str]


def _review_team(variables: Variables) -> list[str]:
    team = variables.get("team", {}).get("value")
    return [team if isinstance(team, str) and team else "fraud_review"]


def _after_order_review(outcome: str, variables: Variables) -> str:
    """Leave open what is not final, and what could not be applied: it stays with people."""
    if outcome == "superseded":
        return "end_superseded"
    decision = variables.get("decision", {}).get("value")
    if outcome == "applied" and decision not in {"correct", "request_info"}:
        return "end_applied"
    return "review"


_ORDER_REVIEW = Definition(
    key="shopify_order_review",
    name="Shopify order review",
    first="review",
    tasks={
        "review": UserTask(
            key="review",
            name="Review the order",
            outcome_variable="decision",
            outcomes=("release", "cancel", "correct", "request_info"),
            groups=_review_team,
            after=lambda _outcome, _variables: "connector_apply",
            decides=True,
        ),
        "connector_apply": UserTask(
            key="connector_apply",
            name="Apply the decision in Shopify",
            outcome_variable="apply_result",
            outcomes=("applied", "failed", "superseded"),
            groups=lambda _variables: [CONNECTOR_GROUP],
            after=_after_order_review,
        ),
    },
    ends=frozenset({"end_applied", "end_superseded"}),
)

DEFINITIONS = {definition.key: definition for definition in (_ORDER_REVIEW,)}
