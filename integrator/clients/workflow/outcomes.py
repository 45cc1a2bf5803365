"""
What people decided in a model that is not ours, told in our words by a map of its fields.

Source: contracts/opentext/workflow, sections 8 and 11. [documented, profile]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from integrator.clients.workflow.models import HistoricInstance


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where a model keeps the decision, and what its words mean. The defaults are those of our own models."""

    outcome: str = "decision"
    """Process variable with the word; one that the model does not have leaves the end event to tell."""
    reason: str = "decision_reason"
    detail: str = "decision_detail"
    by: str = "decided_by"
    at: str = "decided_at"
    words: Mapping[str, str] = field(default_factory=dict)
    """Their word, in small letters, to ours: `{"approved": "release"}`. A word that is not named stays as it is."""
    ends: Mapping[str, str] = field(default_factory=dict)
    """Id of an end event to our word."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    How an instance ended: `decided` with a word, `withdrawn` by somebody, or `unknown`.

    A `word` that is none of the concern's is for whoever takes it in to refuse: nothing is guessed here.
    """

    kind: Literal["decided", "withdrawn", "unknown"]
    word: str = ""
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""
    at: datetime | None = None


def outcome_of(instance: HistoricInstance, fields: FieldMap) -> Outcome | None:
    """
    Tell how an instance ended; None while it runs.

    Asked in this order: was it withdrawn, what does the outcome variable say, where did it end.
    """
    if instance.ended is None:
        return None
    if instance.delete_reason:
        return Outcome("withdrawn", reason=instance.delete_reason, at=instance.ended)
    variables = instance.variables
    word = _text(variables, fields.outcome).strip() or fields.ends.get(instance.end_activity, "")
    if not word:
        return Outcome("unknown", at=instance.ended)
    at, detail = variables.get(fields.at), variables.get(fields.detail)
    return Outcome(
        "decided",
        word=fields.words.get(word.lower(), word),
        reason=_text(variables, fields.reason),
        detail=detail if isinstance(detail, dict) else {},
        by=_text(variables, fields.by),
        at=at if isinstance(at, datetime) else instance.ended,
    )


def _text(variables: Mapping[str, Any], name: str) -> str:
    value = variables.get(name)
    return value if isinstance(value, str) else ""
