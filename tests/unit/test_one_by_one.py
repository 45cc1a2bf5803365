"""Doing the same to many things: refusals are told and counted, trouble ends it, and a person may stop it."""

import pytest

from integrator.cli.command import CommandError
from integrator.cli.one_by_one import Outcome, one_by_one


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, without making them."""
    made: list[float] = []
    monkeypatch.setattr("integrator.cli.one_by_one.time.sleep", made.append)
    return made


def test_all_are_done_at_the_wanted_pace(pauses: list[float]) -> None:
    done: list[int] = []

    outcome = one_by_one([1, 2, 3], done.append, per_minute=120)

    assert ([1, 2, 3], [0.5, 0.5]) == (done, pauses)
    assert "3 replayed" == outcome.told("replayed")


def test_a_refusal_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    def do(item: int) -> None:
        if item == 2:
            raise CommandError("not that one")

    outcome = one_by_one([1, 2, 3], do, per_minute=60)

    assert "2 requeued, 1 refused" == outcome.told("requeued")
    assert "not that one\n" == capsys.readouterr().err


def test_an_unexpected_error_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        one_by_one([1], lambda item: 1 // (item - 1) and None, per_minute=60)


def test_trouble_ends_it_before_the_next_one() -> None:
    done: list[int] = []

    outcome = one_by_one([1, 2, 3], done.append, per_minute=60, trouble=lambda: "it burns" if len(done) == 2 else "")

    assert ([1, 2], Outcome(done=2, left=1, stopped="it burns")) == (done, outcome)
    assert "2 replayed; stopped with 1 left: it burns" == outcome.told("replayed")


def test_a_person_may_stop_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("integrator.cli.one_by_one.time.sleep", stop)

    outcome = one_by_one([1, 2, 3], lambda _: None, per_minute=60)

    assert Outcome(done=1, left=2, stopped="interrupted") == outcome


def test_a_long_work_shows_its_progress(capsys: pytest.CaptureFixture[str]) -> None:
    one_by_one(list(range(60)), lambda _: None, per_minute=60)

    assert ["25 of 60; Ctrl-C stops in between", "50 of 60; Ctrl-C stops in between"] == (
        capsys.readouterr().err.splitlines()
    )
