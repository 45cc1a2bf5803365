"""Decisions: how each answer stands; the first valid final one wins, and nothing is guessed."""

from typing import Any

import pytest
from sqlalchemy import select

from integrator.cases import Case
from integrator.ledger import cases, decisions
from integrator.ledger.database import Ledger
from integrator.ledger.decisions import Standing
from integrator.ledger.tables import cases as table
from tests.ledger.builders import at_once, close, decision, ensure


def record(ledger: Ledger, case: Case, word: str, source_id: str, **more: Any) -> Standing:
    is_entitled = more.pop("is_entitled", True)
    with ledger.write() as connection:
        answer = decision(word, source_id=source_id, **more)
        return decisions.record(ledger, connection, case, answer, is_entitled=is_entitled)


def word_of(ledger: Ledger, case: Case) -> str:
    with ledger.read() as connection:
        found = cases.decision_of(connection, case)
    return found.word if found else ""


def row_of(ledger: Ledger, case: Case) -> Any:
    with ledger.read() as connection:
        return connection.execute(select(table).where(table.c.id == case.id)).one()


@pytest.fixture
def case(ledger: Ledger) -> Case:
    return ensure(ledger)[0]


@pytest.mark.parametrize(
    ("words", "expected", "standing_word"),
    [
        (["release"], ["accepted"], "release"),
        (["cancel", "cancel"], ["accepted", "repeat"], "cancel"),
        (["release", "cancel"], ["accepted", "contradiction"], "release"),
        (["cancel", "release"], ["accepted", "contradiction"], "cancel"),
        (["release", "correct"], ["accepted", "contradiction"], "release"),
        (["correct", "release"], ["accepted", "accepted"], "release"),
        (["correct", "correct", "request_info"], ["accepted", "repeat", "accepted"], "request_info"),
        (["request_info", "cancel", "release"], ["accepted", "accepted", "contradiction"], "cancel"),
        (["superseded", "release"], ["accepted", "contradiction"], "superseded"),
        (["superseded", "superseded"], ["accepted", "repeat"], "superseded"),
        (["approve", "release"], ["not_understood", "accepted"], "release"),
        (["Release"], ["not_understood"], ""),
        ([""], ["not_understood"], ""),
    ],
)
def test_the_first_valid_final_word_stands(
    ledger: Ledger, case: Case, words: list[str], expected: list[str], standing_word: str
) -> None:
    found = [
        record(ledger, case, word, f"task-{number}", source="shopify" if word == "superseded" else "workflow")
        for number, word in enumerate(words)
    ]

    assert expected == found
    assert standing_word == word_of(ledger, case)
    assert expected == [row["standing"] for row in decisions.of_case(ledger, case.id)]


def test_the_same_answer_seen_twice_is_stored_once(ledger: Ledger, case: Case) -> None:
    record(ledger, case, "release", "task-1")

    assert "repeat" == record(ledger, case, "release", "task-1")

    assert 1 == len(decisions.of_case(ledger, case.id))


def test_the_same_id_of_another_source_is_another_answer(ledger: Ledger, case: Case) -> None:
    record(ledger, case, "correct", "7")

    assert "accepted" == record(ledger, case, "release", "7", source="console")


def test_an_answer_to_a_closed_case_is_late(ledger: Ledger, case: Case) -> None:
    close(ledger, case, "superseded")

    assert "late" == record(ledger, case, "release", "task-1")

    assert "" == word_of(ledger, case)
    assert "" == row_of(ledger, case).attention


def test_an_answer_to_a_question_that_was_asked_anew_is_late(ledger: Ledger, case: Case) -> None:
    record(ledger, case, "release", "task-1")
    with ledger.write() as connection:
        cases.ask_anew(ledger, connection, case, after=decision("release"), inputs={"total": "t2"})

    assert "late" == record(ledger, case, "cancel", "task-2")

    assert "" == row_of(ledger, case).attention


def test_somebody_without_the_right_decides_nothing(ledger: Ledger, case: Case) -> None:
    assert "not_entitled" == record(ledger, case, "release", "task-1", is_entitled=False)

    assert "" == word_of(ledger, case)
    assert "not on the team" in row_of(ledger, case).attention


def test_a_word_nobody_knows_is_not_understood_whoever_said_it(ledger: Ledger, case: Case) -> None:
    assert "not_understood" == record(ledger, case, "approve", "task-1", is_entitled=False)


def test_attention_is_called_for_and_lifted_by_a_valid_answer(ledger: Ledger, case: Case) -> None:
    record(ledger, case, "x" * 300, "task-1")
    called = row_of(ledger, case).attention

    record(ledger, case, "release", "task-2")

    assert f"decision not understood: '{'x' * 64}'" == called
    assert "" == row_of(ledger, case).attention


def test_a_contradiction_calls_for_attention_and_names_the_word(ledger: Ledger, case: Case) -> None:
    record(ledger, case, "release", "task-1")

    record(ledger, case, "cancel", "task-2")

    assert "'cancel'" in row_of(ledger, case).attention


def forget(ledger: Ledger, case: Case, source_id: str) -> None:
    with ledger.write() as connection:
        cases.forget(connection, case.id, decision("correct", source_id=source_id))


def test_a_forgotten_interim_decision_makes_room_and_raises_the_version(ledger: Ledger, case: Case) -> None:
    record(ledger, case, "correct", "task-1")
    before = row_of(ledger, case).version

    forget(ledger, case, "task-1")

    assert "" == word_of(ledger, case)
    assert before + 1 == row_of(ledger, case).version


def test_a_decision_that_came_after_the_forgotten_one_stays(ledger: Ledger, case: Case) -> None:
    record(ledger, case, "correct", "task-1")
    record(ledger, case, "release", "task-2")

    forget(ledger, case, "task-1")

    assert "release" == word_of(ledger, case)


def test_an_accepted_decision_comes_back_as_it_was_given(ledger: Ledger, case: Case) -> None:
    given = decision("cancel", reason="FRAUD", detail={"amount": "1.50"}, facts="0badcafe")

    with ledger.write() as connection:
        decisions.record(ledger, connection, case, given)

    with ledger.read() as connection:
        assert given == cases.decision_of(connection, case)


def test_of_ten_answers_at_once_one_is_accepted(ledger: Ledger, case: Case) -> None:
    words = ["release", "cancel"] * 5

    found = at_once(10, lambda number: record(ledger, case, words[number], f"task-{number}"))

    assert 1 == found.count("accepted")
    assert (4, 5) == (found.count("repeat"), found.count("contradiction"))
