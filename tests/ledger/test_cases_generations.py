"""Cases through their generations: asked anew, passed, over; each run sees the one it belongs to."""

from datetime import timedelta

from integrator.cases import Case, Decision
from integrator.clock import FixedClock
from integrator.ledger import cases, decisions
from integrator.ledger.database import Ledger
from tests.ledger.builders import begin, claimed, close, decision, ensure, move, reason, run_of


def decide(ledger: Ledger, case: Case, word: str = "release", source_id: str = "task-1") -> Decision:
    answer = decision(word, source_id=source_id)
    with ledger.write() as connection:
        assert "accepted" == decisions.record(ledger, connection, case, answer)
    return answer


def ask_anew(ledger: Ledger, case: Case, *, after: Decision, total: str = "t2") -> bool:
    with ledger.write() as connection:
        return cases.ask_anew(ledger, connection, case, after=after, inputs={"total": total})


def read(ledger: Ledger, case: Case, generation: int | None = None) -> Case:
    with ledger.read() as connection:
        return cases.get(connection, case.id, generation=generation)


def word_of(ledger: Ledger, case: Case) -> str | None:
    with ledger.read() as connection:
        found = cases.decision_of(connection, case)
    return found.word if found else None


def is_over(ledger: Ledger, case: Case) -> bool:
    with ledger.read() as connection:
        return cases.is_over(connection, case)


def test_a_run_of_a_former_generation_closes_nothing(ledger: Ledger) -> None:
    former, _ = ensure(ledger)
    ask_anew(ledger, former, after=decide(ledger, former))

    assert not close(ledger, former)

    assert "open" == read(ledger, former).state


def test_a_question_asked_anew_takes_its_reasons_along_and_its_answer_off(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)

    assert ask_anew(ledger, opened, after=decide(ledger, opened))

    anew = read(ledger, opened)
    assert (2, "open", {"total": "t2"}, opened.reasons) == (anew.generation, anew.state, anew.inputs, anew.reasons)
    assert word_of(ledger, anew) is None


def test_a_question_is_asked_anew_once_per_answer(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)
    first = decide(ledger, opened)

    assert [True, False] == [ask_anew(ledger, opened, after=first, total=total) for total in ("t2", "t3")]
    assert not ask_anew(ledger, read(ledger, opened), after=first)

    assert (2, {"total": "t2"}) == (read(ledger, opened).generation, read(ledger, opened).inputs)


def test_open_runs_come_along_when_a_question_is_asked_anew(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)
    at_work = begin(ledger, opened)
    ended = begin(ledger, opened, flow="test.ended")
    move(ledger, claimed(ledger, ended), state="done")

    ask_anew(ledger, opened, after=decide(ledger, opened))

    assert (2, 1) == (run_of(ledger, at_work).generation, run_of(ledger, ended).generation)


def test_a_generation_that_has_passed_is_read_as_closed_with_its_own_reasons(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)
    close(ledger, opened)
    ensure(ledger, inputs={"total": "t2"}, reasons=[reason("value")])

    former = read(ledger, opened, generation=1)

    assert ("closed", 1, ["risk"]) == (former.state, former.generation, [found.word for found in former.reasons])
    assert ("open", 2) == (read(ledger, opened).state, read(ledger, opened).generation)


def test_the_decision_of_a_passed_generation_is_the_last_that_was_accepted(ledger: Ledger, clock: FixedClock) -> None:
    opened, _ = ensure(ledger)
    decide(ledger, opened, "correct")
    clock.advance(timedelta(minutes=1))
    ask_anew(ledger, opened, after=decide(ledger, opened, "release", "task-2"))
    anew = read(ledger, opened)
    decide(ledger, anew, "cancel", "task-3")

    assert ("release", "cancel") == (word_of(ledger, opened), word_of(ledger, anew))


def test_a_question_is_over_with_its_end_and_not_before(ledger: Ledger) -> None:
    case, _ = ensure(ledger)
    over = [is_over(ledger, case)]

    decide(ledger, case, "correct")
    over.append(is_over(ledger, case))
    decide(ledger, case, "release", "task-2")
    over.append(is_over(ledger, case))

    assert [False, False, True] == over


def test_a_closed_or_passed_question_is_over_too(ledger: Ledger) -> None:
    passed, _ = ensure(ledger)
    ask_anew(ledger, passed, after=decide(ledger, passed))
    closed, _ = ensure(ledger, subject="gid://shopify/Order/9")
    close(ledger, closed)

    assert is_over(ledger, passed)
    assert is_over(ledger, closed)
    assert not is_over(ledger, read(ledger, passed))


def test_a_reopened_case_forgets_reasons_outcome_and_decision(ledger: Ledger) -> None:
    opened, _ = ensure(ledger)
    decide(ledger, opened)
    close(ledger, opened)

    case, _ = ensure(ledger, inputs={"total": "t2"}, reasons=[reason("value")])

    assert ["value"] == [found.word for found in case.reasons]
    assert "" == case.outcome
    assert word_of(ledger, case) is None
