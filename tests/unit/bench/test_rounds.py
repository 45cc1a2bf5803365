"""Sides take turns, and a round that went wrong does not count."""

import pytest

from tests.bench.rounds import Round, interleaved, ratio, summary


def of(*rates: float) -> list[Round]:
    return [Round({"per second": rate, "p99 ms": rate / 10}) for rate in rates]


def test_sides_take_turns_within_every_round() -> None:
    order = [f"{number}{cell}{side}" for number, cell, side in interleaved(2, ["x", "y"], ["A", "B"])]

    assert ["0xA", "0xB", "0yA", "0yB", "1xA", "1xB", "1yA", "1yB"] == order


def test_a_summary_has_the_median_of_each_figure() -> None:
    found = summary(of(100.0, 120.0, 90.0), rate="per second")

    assert (100.0, 10.0) == (found["per second"], found["p99 ms"])
    assert 20.0 == pytest.approx(found["spread %"])
    assert "3/3" == found["counted"]


def test_a_round_that_went_wrong_is_kept_but_not_counted() -> None:
    broken = Round({"per second": 9_000.0, "p99 ms": 0.1}, wrong="3 x 503")

    found = summary([*of(100.0), broken], rate="per second")

    assert 100.0 == found["per second"]
    assert "1/2" == found["counted"]
    assert "3 x 503" == found["rounds"][1]["wrong"]


def test_without_a_round_that_counts_there_is_no_figure() -> None:
    found = summary([Round({"per second": 9_000.0}, wrong="nothing was accepted")], rate="per second")

    assert (None, None, "0/1") == (found["per second"], found["spread %"], found["counted"])


def test_the_ratio_compares_round_with_round() -> None:
    # The machine was half as quick in the second round, for both.
    assert 8.0 == ratio(of(800.0, 400.0), of(100.0, 50.0), rate="per second")


def test_the_ratio_leaves_out_a_round_in_which_one_side_failed() -> None:
    ours = [*of(800.0), Round({"per second": 1.0}, wrong="5 x cut off")]

    assert 8.0 == ratio(ours, of(100.0, 100.0), rate="per second")
    assert ratio(ours[1:], of(100.0), rate="per second") is None
