"""The bench's statistics and its table."""

import json
from pathlib import Path

from tests.bench.report import machine, middle, quantile, spread, table, write


def test_one_bad_round_does_not_move_the_median() -> None:
    assert 100.0 == middle([99.0, 100.0, 3.0, 101.0, 102.0])


def test_the_spread_is_the_farthest_round_as_a_share_of_the_median() -> None:
    assert 0.5 == spread([100.0, 90.0, 150.0])


def test_a_round_in_which_nothing_happened_has_no_spread() -> None:
    assert 0.0 == spread([0.0, 0.0])


def test_the_99th_percentile_of_a_hundred_values_is_the_last() -> None:
    ordered = [float(value) for value in range(1, 101)]

    assert 51.0 == quantile(ordered, 0.5)
    assert 100.0 == quantile(ordered, 0.99)
    assert 0.0 == quantile([], 0.99)


def test_a_table_aligns_numbers_and_shows_what_is_missing_as_a_dash() -> None:
    rows: list[dict[str, object]] = [
        {"side": "ours", "per second": 6800.4, "ratio": 1.0},
        {"side": "a peer", "per second": None},
    ]

    assert "side    per second  ratio\nours         6,800   1.00\na peer           -      -" == table(
        rows, ["side", "per second", "ratio"]
    )


def test_the_machine_names_versions_and_what_is_not_installed() -> None:
    here = machine("pytest", "no-such-package")

    assert here["pytest"][0].isdecimal()
    assert "not installed" == here["no-such-package"]
    assert {"at", "cpu", "cores", "load", "kernel", "python"} <= here.keys()


def test_figures_are_written_as_json_when_a_file_was_named(tmp_path: Path) -> None:
    write(None, {"rows": []})
    write(tmp_path / "figures.json", {"rows": [1.5, None]})

    assert {"rows": [1.5, None]} == json.loads((tmp_path / "figures.json").read_text())
