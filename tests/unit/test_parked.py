"""What an operator is told about a parked run."""

from pathlib import Path
from typing import Any

from integrator.parked import REASONS, code_of, told_of


def attempt(step: str, error: str, at: str, outcome: str = "failed") -> dict[str, Any]:
    return {"step": step, "error": error, "started_at": at, "outcome": outcome}


def test_every_code_stands_in_the_operating_guide() -> None:
    guide = Path("docs/operating.md").read_text()

    assert [] == [code for code in REASONS if f"| `{code}" not in guide]


def test_the_code_stands_before_the_first_colon() -> None:
    assert "refused" == code_of("refused:Unauthorized: workflow start: 401")
    assert "" == code_of("waiting for a decision of fraud")


def test_first_and_last_error_of_the_step_are_told_with_a_suggestion() -> None:
    attempts = [
        attempt("hold_order", "an older trouble", "09:00"),
        attempt("mark_order", "first", "10:00"),
        attempt("mark_order", "", "10:30", outcome="done"),
        attempt("mark_order", "last", "11:00", outcome="parked"),
    ]

    told = told_of("attempts_spent: last", attempts)

    assert {
        "code": "attempts_spent",
        "means": "twelve failures",
        "suggestion": "when the system is back, requeue",
        "first_error": "10:00 first",
        "last_error": "11:00 last",
    } == told


def test_a_note_without_a_code_is_told_as_such() -> None:
    assert {"code": "", "means": "", "suggestion": "read the note and the attempts"} == told_of("something", [])
